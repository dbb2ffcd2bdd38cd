import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { eventually } from '../eventually';
import { listeningPort } from './listening-line';

export interface ServiceOptions {
  /** As in messages: `worker 2`. */
  name: string;
  /** Built entry file. */
  entry: string;
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  /** Until `/readyz` answers 200; 30 s unless told. */
  timeoutMs?: number;
}

export interface ServiceExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A service that runs as a process of its own and has said that it is ready. */
export interface ServiceProcess {
  name: string;
  pid: number;
  /** Base address of what it listens on, without a slash at the end. */
  url: string;
  /** Resolves when the process has ended, for whatever reason. */
  exited: Promise<ServiceExit>;
  /** The last lines it printed, for messages and for looking into its log. */
  output(): string;
  /** Sends a signal and returns at once; await `exited` where it is to end. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL where that did not help within 10 s. Idempotent. */
  stop(): Promise<ServiceExit>;
}

const READY_MS = 30_000;
const STOP_MS = 10_000;
const KEPT_LINES = 500;

/** @throws with the service's last lines, when it ends or stays unready. */
export async function startServiceProcess(options: ServiceOptions): Promise<ServiceProcess> {
  const { name, entry, env, timeoutMs = READY_MS } = options;
  if (!existsSync(entry)) throw new Error(`${entry} does not exist: build before running these tests`);
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const watched = watch(child);
  // A suite that forgets to stop, or is cut short, must not leave services behind.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void watched.exited.then(() => process.removeListener('exit', killWithUs));
  try {
    await eventually(() => watched.ended() || isReady(watched.url()), {
      timeoutMs,
      what: `The readiness of ${name}`,
    });
    if (watched.ended())
      throw new Error(`${name} ended before it was ready (${JSON.stringify(await watched.exited)})`);
  } catch (cause) {
    await stopChild(child, watched.exited, 0);
    throw new Error(`${(cause as Error).message}. Its last lines:\n${watched.output()}`, { cause });
  }
  return {
    name,
    pid: child.pid ?? 0,
    url: watched.url() ?? '',
    exited: watched.exited,
    output: watched.output,
    kill: (signal) => void child.kill(signal),
    stop: () => stopChild(child, watched.exited, STOP_MS),
  };
}

function watch(child: ChildProcess) {
  const lines: string[] = [];
  let port: number | undefined;
  let ended = false;
  const exited = new Promise<ServiceExit>((resolve) => {
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      port ??= listeningPort(line);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    });
  }
  return {
    exited,
    ended: () => ended,
    url: () => (port === undefined ? undefined : `http://127.0.0.1:${port}`),
    output: () => lines.join('\n'),
  };
}

async function isReady(url: string | undefined): Promise<boolean> {
  if (url === undefined) return false;
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<ServiceExit>,
  patienceMs: number,
): Promise<ServiceExit> {
  // A stopped process would not see the request to end.
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const exit = await exited;
  clearTimeout(timer);
  return exit;
}
