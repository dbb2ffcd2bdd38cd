import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLauncherLock } from './launcher-lock';
import { postgresKind, startPostgres } from './postgres/postgres';
import { assertRedisPolicy } from './redis/policy';
import { redisKind, startRedis } from './redis/redis';
import { endServer, type RunningServer, type ServerOrigin } from './server';
import { StackError } from './stack-error';
import { StateFile } from './state-file';

export interface EmbeddedStackOptions {
  /** Holds data, logs, passwords and the launcher's memory (usually `.maestro`); made when absent. */
  stateDir: string;
  /** Holds unpacked server programs; `<stateDir>/cache` unless given. Several state folders may share one. */
  cacheDir?: string;
  /** A Postgres or Redis of the user's own: used as it is, never started or stopped. */
  databaseUrl?: string;
  redisUrl?: string;
  /** Settings of the private Postgres that win over those of development, such as more memory for a measurement. */
  postgresSettings?: Readonly<Record<string, string>>;
  /** Receives lines for the user. */
  log?: (line: string) => void;
}

export interface EmbeddedStack {
  /** Address of the database's owner, password included. */
  databaseUrl: string;
  redisUrl: string;
  origin: { postgres: ServerOrigin; redis: ServerOrigin };
  /** Ends what was started or adopted, Redis before Postgres. Idempotent; takes half a minute at worst. */
  stop(): Promise<void>;
}

/**
 * Brings up a private Postgres and Redis on free local ports and resolves when both answer. Servers that a killed
 * launcher left running are taken over. If one fails, the other is stopped again.
 *
 * @throws StackError, one line for the user.
 */
export async function startEmbeddedStack(options: EmbeddedStackOptions): Promise<EmbeddedStack> {
  const { databaseUrl, redisUrl, log = () => undefined } = options;
  if (redisUrl) await assertRedisPolicy(redisUrl, log);
  if (databaseUrl && redisUrl) return assemble(await given(databaseUrl), await given(redisUrl));
  return inStateDir(options.stateDir, async (stateDir, release) => {
    const cacheDir = options.cacheDir ?? join(stateDir, 'cache');
    const { postgresSettings } = options;
    const setup = { stateDir, cacheDir, stateFile: StateFile.open(stateDir), postgresSettings, log };
    const [postgres, redis] = await bothOrNone(
      databaseUrl ? given(databaseUrl) : startPostgres(setup),
      redisUrl ? given(redisUrl) : startRedis(setup),
    );
    return assemble(postgres, redis, release);
  });
}

/** Ends the servers of a state folder, whoever started them, and deletes their data; the cache stays. */
export async function eraseEmbeddedStack(stateDir: string): Promise<void> {
  if (!existsSync(stateDir)) return;
  await inStateDir(stateDir, async (dir, release) => {
    const stateFile = StateFile.open(dir);
    await endServer({ kind: redisKind, slot: stateFile.slot('redis') });
    await endServer({ kind: postgresKind, slot: stateFile.slot('postgres') });
    const { externalHome } = stateFile.state.postgres ?? {};
    if (externalHome) rmSync(externalHome, { recursive: true, force: true });
    for (const name of ['postgres', 'redis', 'postgres.log', 'redis.log', 'state.json']) {
      rmSync(join(dir, name), { recursive: true, force: true });
    }
    release();
  });
}

/** Runs `work` as the only launcher; the lock stays until `release`, or goes at once when the work fails. */
async function inStateDir<T>(
  path: string,
  work: (dir: string, release: () => void) => Promise<T>,
): Promise<T> {
  try {
    mkdirSync(path, { recursive: true });
    const stateDir = realpathSync(path);
    const lock = acquireLauncherLock(stateDir);
    try {
      return await work(stateDir, lock.release);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (cause) {
    const { code = '', path: where } = cause as NodeJS.ErrnoException;
    if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw cause;
    const message = `${where ?? path} is not writable for this user: run as its owner, or choose another state folder.`;
    throw new StackError('state-unusable', message, { cause });
  }
}

/** Waits for both even when one has failed: only then is it known whether the other must be stopped. */
async function bothOrNone(
  postgres: Promise<RunningServer>,
  redis: Promise<RunningServer>,
): Promise<[RunningServer, RunningServer]> {
  const outcomes = await Promise.allSettled([postgres, redis]);
  if (outcomes.some(({ status }) => status === 'rejected')) {
    const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await Promise.allSettled(started.map((server) => server.stop()));
  }
  return [await postgres, await redis];
}

async function given(url: string): Promise<RunningServer> {
  return { url, origin: 'external', stop: () => Promise.resolve() };
}

function assemble(
  postgres: RunningServer,
  redis: RunningServer,
  release: () => void = () => undefined,
): EmbeddedStack {
  let stopping: Promise<void> | undefined;
  const stopBoth = async () => {
    try {
      await redis.stop();
    } finally {
      await postgres.stop().finally(release);
    }
  };
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    origin: { postgres: postgres.origin, redis: redis.origin },
    stop: () => (stopping ??= stopBoth()),
  };
}
