import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Masker } from '@maestro/secrets/mask';
import { BoundedOutput } from './bounded-output';
import type { Jail } from './isolation';
import { kill, killStrays } from './strays';

export interface ChildSpec {
  argv: readonly string[];
  env: Record<string, string>;
  folder: string;
  stdin: string;
  jail: Jail;
  signal: AbortSignal;
  timeoutMs?: number;
  /** Between asking a command to end and ending it. */
  graceMs: number;
  /** Of each of the two outputs. */
  maxOutputBytes: number;
  masker: Masker;
}

export interface ChildOutcome {
  /** As a shell counts it: 128 and the number of the signal where one ended the command. */
  exitCode: number;
  stdout: string;
  stderr: string;
  truncated: boolean;
  /** Why we ended it, where we did. */
  stopped: 'timeout' | 'aborted' | null;
}

/** Milliseconds for the outputs to run dry after the command ended; only a process that escaped keeps them open. */
const drainMs = 1000;

/**
 * Runs a command as its own process group and waits until nothing of it is left: leftovers of the group, and
 * daemons it started, are killed. Rejects only where the command could not be started.
 */
export async function runChild(spec: ChildSpec): Promise<ChildOutcome> {
  const [file = '', ...args] = spec.argv;
  const child = spawn(file, args, {
    cwd: spec.folder,
    env: spec.env,
    detached: true,
    stdio: 'pipe',
    ...(spec.jail.uid === undefined ? {} : { uid: spec.jail.uid, gid: spec.jail.gid }),
  });
  const stdout = collect(child.stdout, spec);
  const stderr = collect(child.stderr, spec);
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  feed(child, spec.stdin);
  const stopper = stopOnDemand(child, spec);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await sweep(child, spec, closed);
    return {
      exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0),
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated || stderr.truncated,
      stopped: stopper.reason(),
    };
  } finally {
    stopper.disarm();
  }
}

function collect(
  stream: NodeJS.ReadableStream,
  { maxOutputBytes, masker }: Pick<ChildSpec, 'maxOutputBytes' | 'masker'>,
): BoundedOutput {
  const output = new BoundedOutput(maxOutputBytes, masker);
  stream.on('data', (chunk: Buffer) => output.write(chunk));
  return output;
}

function feed(child: ChildProcessWithoutNullStreams, text: string): void {
  // A command need not read its input.
  child.stdin.on('error', () => undefined).end(text);
}

/** Asks the group to end on abort and on timeout, and ends it after the grace. */
function stopOnDemand(child: ChildProcessWithoutNullStreams, spec: ChildSpec) {
  let reason: ChildOutcome['stopped'] = null;
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: 'timeout' | 'aborted') => {
    if (reason !== null || child.pid === undefined) return;
    const group = -child.pid;
    reason = why;
    kill(group, 'SIGTERM');
    grace = setTimeout(() => kill(group, 'SIGKILL'), spec.graceMs);
  };
  const abort = () => stop('aborted');
  const timer = spec.timeoutMs === undefined ? undefined : setTimeout(() => stop('timeout'), spec.timeoutMs);
  spec.signal.addEventListener('abort', abort, { once: true });
  if (spec.signal.aborted) abort();
  return {
    reason: () => reason,
    disarm() {
      clearTimeout(timer);
      clearTimeout(grace);
      spec.signal.removeEventListener('abort', abort);
    },
  };
}

async function sweep(
  child: ChildProcessWithoutNullStreams,
  spec: ChildSpec,
  closed: Promise<unknown>,
): Promise<void> {
  if (child.pid !== undefined) kill(-child.pid, 'SIGKILL');
  // A process namespace ends with its first process, daemons and all.
  if (spec.jail.isolation !== 'namespaces') await killStrays(`TMPDIR=${spec.folder}`);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, drainMs);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
  child.stdout.destroy();
  child.stderr.destroy();
}
