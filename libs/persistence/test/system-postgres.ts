import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@maestro/testing';
import { Client } from 'pg';

/** The oldest Postgres that Maestro supports, where a Debian package has installed it. */
const BIN = '/usr/lib/postgresql/15/bin';

export interface SystemPostgres {
  /** The superuser's address of the empty database `postgres`. */
  url: string;
  stop(): Promise<void>;
}

/** Why the system's Postgres 15 cannot be started here, or null where it can. */
export function systemPostgresMissing(): string | null {
  if (!existsSync(join(BIN, 'initdb'))) return 'Postgres 15 of the system is not installed';
  if (process.getuid?.() === 0 && !nobody())
    return 'Postgres does not run as root, and there is no user "nobody"';
  return null;
}

/** Starts it on an empty folder. It ends with this process, however this process ends: its shell reads our pipe. */
export async function startSystemPostgres(): Promise<SystemPostgres> {
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'maestro-postgres-15-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  const data = join(folder, 'data');
  const initialise = ['-D', data, '-U', 'maestro', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  execFileSync(join(BIN, 'initdb'), initialise, { ...as, stdio: 'pipe' });

  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const command = [join(BIN, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const untilEndOfInput = '"$@" & server=$!; read -r _; kill -INT $server; wait $server';
  const shell = spawn('sh', ['-c', untilEndOfInput, 'sh', ...command], {
    ...as,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  shell.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  const stop = async () => {
    shell.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  const url = `postgres://maestro@127.0.0.1:${port}/postgres`;
  try {
    await eventually(() => answers(url), { what: 'Postgres 15' });
  } catch (cause) {
    await stop();
    throw new Error(`Postgres 15 did not start: ${log}`, { cause });
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.end();
  return true;
}

function nobody(): { uid: number; gid: number } | undefined {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
