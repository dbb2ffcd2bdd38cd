import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Redis from 'ioredis';
import { Client, type QueryResultRow } from 'pg';
import { processIdentity, type ProcessRecord } from '../src/process-identity';
import {
  eraseEmbeddedStack,
  startEmbeddedStack,
  type EmbeddedStack,
  type EmbeddedStackOptions,
} from '../src/stack';
import type { StackState } from '../src/state-file';

const repository = resolve(__dirname, '../../..');
/** Shared with all other tests, so that packages are fetched once per checkout. */
export const cacheDir = join(repository, '.maestro', 'cache');

const folders: string[] = [];
const stacks: EmbeddedStack[] = [];
const launchers: ChildProcess[] = [];

/** A temporary folder; others may pass through it unless it is closed. */
export function makeFolder({ closed = false } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'maestro-embedded-'));
  if (!closed) chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
}

/** Starts a stack that `tidy` stops where the test did not come to it. */
export async function start(options: EmbeddedStackOptions): Promise<EmbeddedStack> {
  const stack = await startEmbeddedStack({ cacheDir, ...options });
  stacks.push(stack);
  return stack;
}

/** Ends whatever a test left running and removes its folders. */
export async function tidy(): Promise<void> {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
  for (const launcher of launchers.splice(0)) {
    if (launcher.exitCode !== null || launcher.signalCode !== null) continue;
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
  }
  for (const folder of folders.splice(0)) {
    await eraseEmbeddedStack(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

export function readState(stateDir: string): StackState {
  return JSON.parse(readFileSync(join(stateDir, 'state.json'), 'utf8')) as StackState;
}

export function processes(stateDir: string): { postgres: ProcessRecord; redis: ProcessRecord } {
  const { postgres, redis } = readState(stateDir);
  if (!postgres?.process || !redis?.process) throw new Error('no processes are remembered');
  return { postgres: postgres.process, redis: redis.process };
}

export function identities(of: { postgres: ProcessRecord; redis: ProcessRecord }): (string | undefined)[] {
  return [of.postgres, of.redis].map(({ pid }) => processIdentity(pid));
}

export async function query<T extends QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

export async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

export interface Launcher {
  child: ChildProcess;
  answer: Omit<EmbeddedStack, 'stop'> & { failure?: string };
  stop(): Promise<void>;
  /** Kills its whole process group, as Ctrl-C (only harsher) would. */
  kill(): Promise<void>;
}

/** Runs `launcher.ts`, as another user where one is given, and waits for its answer. */
export async function launch(
  options: EmbeddedStackOptions,
  user: { uid?: number; gid?: number } = {},
): Promise<Launcher> {
  const hook = join(repository, 'libs', 'testing', 'source-hook.cjs');
  const child = fork(join(__dirname, 'launcher.ts'), [JSON.stringify({ cacheDir, ...options })], {
    execArgv: ['--conditions=maestro-source', '--require', hook],
    // A process group of its own, as a shell would give it.
    detached: true,
    ...user,
  });
  launchers.push(child);
  const exited = once(child, 'exit');
  const [answer] = (await once(child, 'message')) as [Launcher['answer']];
  return {
    child,
    answer,
    async stop() {
      child.send('stop');
      await exited;
    },
    async kill() {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await exited;
    },
  };
}
