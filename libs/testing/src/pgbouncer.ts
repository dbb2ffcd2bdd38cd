import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@maestro/embedded';
import { eventually } from './eventually';

export interface RunningPooler {
  /** The address of the database, by way of the pooler. */
  url: string;
  close(): Promise<void>;
}

/** PgBouncer in transaction mode before one database, or null where the machine has none on its PATH. */
export async function startPgbouncer(url: string, size: number): Promise<RunningPooler | null> {
  const program = findProgram();
  if (!program) return null;
  const target = new URL(url);
  const [user, password] = [target.username, target.password].map(decodeURIComponent) as [string, string];
  const folder = mkdtempSync(join(tmpdir(), 'maestro-pgbouncer-'));
  const port = await freePort();
  writeFileSync(join(folder, 'users.txt'), `"${user}" "${password}"\n`);
  const settings = [
    '[databases]',
    `* = host=${target.hostname} port=${target.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction',
    `default_pool_size = ${size}`,
    'max_client_conn = 500',
    'ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout,extra_float_digits',
  ];
  writeFileSync(join(folder, 'pgbouncer.ini'), `${settings.join('\n')}\n`);
  chmodSync(folder, 0o755);
  // It refuses to be root, and then wants to be told who to be.
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, [...asNobody, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await eventually(() => listens(port), { timeoutMs: 10_000 });
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return {
    url: through.toString(),
    close: async () => {
      child.kill('SIGKILL');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findProgram(): string | null {
  try {
    const path = `${process.env.PATH ?? ''}:/usr/sbin`;
    return execFileSync('sh', ['-c', 'command -v pgbouncer'], { env: { PATH: path } })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(socket.destroy() !== undefined)).on('error', () => resolve(false));
  });
}
