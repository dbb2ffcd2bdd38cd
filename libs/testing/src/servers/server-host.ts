/**
 * The process that owns one suite's private servers, and kills and restarts them on request. It is apart from the
 * suite so that nothing is left behind: when the suite ends, in whatever way, the channel between them closes.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedStack, startEmbeddedStack, type EmbeddedStack } from '@maestro/embedded';
import { eventually } from '../eventually';
import { repositoryRoot } from '../repository';
import { createTemplate } from '../template-database';
import type { ServerName, ServerReport, ServerRequest } from './server-message';

const cacheDir = join(repositoryRoot, '.maestro', 'cache');
/** Never used: it stands where the other server of a pair would be started as well. */
const NO_POSTGRES = 'postgres://nobody@127.0.0.1:1/none';
/** What `pg_ctl stop -m immediate` sends; Redis has no milder way to lose what it knows. */
const crashSignal = { postgres: 'SIGQUIT', redis: 'SIGKILL' } as const;

const home = mkdtempSync(join(tmpdir(), 'maestro-servers-'));
// Open to pass through (the secrets in it are not): as root, Postgres runs as another user.
chmodSync(home, 0o711);
const running = new Map<ServerName, EmbeddedStack>();

async function start(server: ServerName): Promise<EmbeddedStack> {
  const stateDir = join(home, server);
  mkdirSync(stateDir, { recursive: true, mode: 0o711 });
  const other =
    server === 'redis' ? { databaseUrl: NO_POSTGRES } : { redisUrl: running.get('redis')?.redisUrl };
  const started = await startEmbeddedStack({ stateDir, cacheDir, ...other });
  running.set(server, started);
  return started;
}

async function crash(server: ServerName): Promise<void> {
  const state = JSON.parse(readFileSync(join(home, server, 'state.json'), 'utf8')) as Record<
    ServerName,
    { process?: { pid: number } } | undefined
  >;
  const pid = state[server]?.process?.pid;
  if (pid === undefined) throw new Error(`${server} does not run`);
  process.kill(pid, crashSignal[server]);
  await eventually(() => isGone(pid), { what: `The end of ${server}` });
  // Forgets the process; the address and the data stay.
  await running.get(server)?.stop();
}

async function restart(server: ServerName): Promise<void> {
  if (server === 'redis')
    rmSync(join(home, 'redis', 'redis', 'appendonlydir'), { recursive: true, force: true });
  await start(server);
}

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

async function host(released: Promise<void>): Promise<void> {
  try {
    const { redisUrl } = await start('redis');
    const { databaseUrl } = await start('postgres');
    tell({ stack: await createTemplate(databaseUrl, redisUrl) });
    await released;
  } finally {
    for (const server of ['redis', 'postgres'] as const) {
      await running.get(server)?.stop();
      await eraseEmbeddedStack(join(home, server));
    }
    rmSync(home, { recursive: true, force: true });
  }
}

function tell(report: ServerReport): void {
  if (process.connected) process.send?.(report);
}

let queue = Promise.resolve();
process.on('message', ({ id, action, server }: ServerRequest) => {
  queue = queue.then(() =>
    (action === 'crash' ? crash(server) : restart(server)).then(
      () => tell({ done: id }),
      (error: Error) => tell({ done: id, error: error.message }),
    ),
  );
});

const released = new Promise<void>((resolve) => {
  for (const event of ['disconnect', 'SIGTERM', 'SIGINT', 'SIGHUP']) process.once(event, () => resolve());
});

host(released)
  .catch((error: Error) => {
    tell({ failure: error.stack ?? error.message });
    process.exitCode = 1;
  })
  .finally(() => process.connected && process.disconnect());
