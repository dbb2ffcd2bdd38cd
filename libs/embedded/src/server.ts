import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { preferPort, saysPortTaken } from './ports';
import { isRunning, processIdentity, type ProcessRecord } from './process-identity';
import { tellingLine } from './run-command';
import { StackError } from './stack-error';
import type { ServerSlot } from './state-file';
import { stopProcess, type StopStep } from './stop-process';

/** `external`: given by an address; `adopted`: left running by a killed launcher; `started`: by this launcher. */
export type ServerOrigin = 'external' | 'adopted' | 'started';

export interface RunningServer {
  url: string;
  origin: ServerOrigin;
  /** Idempotent and bounded; returns when the process is gone. */
  stop(): Promise<void>;
}

/** What tells Postgres from Redis when it comes to starting, adopting and ending them. */
export interface ServerKind {
  name: string;
  url(port: number, password: string): string;
  /** Resolves when the server answers *under our password*: a stranger on the port never counts. */
  ping(url: string): Promise<void>;
  stopSteps: readonly StopStep[];
}

/** One server of one state folder: how it behaves, and what is remembered of it. */
export interface Server {
  kind: ServerKind;
  slot: ServerSlot;
}

export interface Launch {
  logFile: string;
  /** Spawns the server, detached, its output going to the open file `log`. */
  spawn(port: number, log: number): ChildProcess;
}

/** Generous, since Postgres may first have to replay its log. */
const START_PATIENCE_MS = 60_000;
const ADOPT_PATIENCE_MS = 5_000;
const POLL_MS = 15;
const PORT_ATTEMPTS = 5;

/**
 * Takes over the server a killed launcher left running, if it still answers; otherwise makes sure it is gone.
 * Returns undefined when there is nothing to adopt.
 */
export async function adoptServer(server: Server): Promise<RunningServer | undefined> {
  const { kind, slot } = server;
  const { port, process: record, password } = slot.read() ?? {};
  if (!record || port === undefined || password === undefined) return undefined;
  const url = kind.url(port, password);
  const outcome = await awaitAnswer({ ping: () => kind.ping(url), record, patienceMs: ADOPT_PATIENCE_MS });
  if (outcome === 'answers') return handle(server, url, 'adopted');
  await endServer(server);
  return undefined;
}

/**
 * Starts the server on its former port, or on another free one when that is taken, even in the last moment.
 * The slot must hold the password already.
 *
 * @throws StackError `start-failed` with the server's own last words.
 */
export async function launchServer(server: Server, launch: Launch): Promise<RunningServer> {
  const { kind, slot } = server;
  const known = slot.read();
  if (!known) throw new Error(`${kind.name} has no password yet`);
  let wished = known.port;
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt += 1) {
    const port = await preferPort(wished);
    const record = await spawnOn(port, kind.name, launch);
    // Before anything else can happen: a launcher killed from here on leaves an orphan its successor knows.
    slot.write({ ...known, port, process: record });
    const url = kind.url(port, known.password);
    const outcome = await awaitAnswer({ ping: () => kind.ping(url), record, patienceMs: START_PATIENCE_MS });
    if (outcome === 'answers') return handle(server, url, 'started');
    await endServer(server);
    const log = readFileSync(launch.logFile, 'utf8');
    if (!saysPortTaken(log)) {
      const what = outcome === 'ended' ? 'did not start' : 'started but never answered';
      throw new StackError(
        'start-failed',
        `${kind.name} ${what}: ${tellingLine(log) || 'no output'} (log: ${launch.logFile})`,
      );
    }
    wished = undefined;
  }
  throw new StackError(
    'start-failed',
    `${kind.name} found each of ${PORT_ATTEMPTS} free ports taken; start again.`,
  );
}

/** Ends the server the slot remembers, if it still runs, and forgets the process. */
export async function endServer({ kind, slot }: Server): Promise<void> {
  const known = slot.read();
  if (!known?.process) return;
  const { process: record, ...rest } = known;
  if (!(await stopProcess(record, kind.stopSteps))) {
    throw new StackError(
      'start-failed',
      `${kind.name} (process ${record.pid}) does not end, not even when killed.`,
    );
  }
  slot.write(rest);
}

async function spawnOn(port: number, name: string, launch: Launch): Promise<ProcessRecord> {
  const log = openSync(launch.logFile, 'w', 0o600);
  try {
    const child = launch.spawn(port, log);
    if (child.pid === undefined) {
      const [cause] = (await once(child, 'error')) as [Error];
      throw new StackError('start-failed', `${name} cannot be run: ${cause.message}.`, { cause });
    }
    child.unref();
    return { pid: child.pid, identity: processIdentity(child.pid) ?? 'ended at once' };
  } finally {
    closeSync(log);
  }
}

interface Awaiting {
  ping(): Promise<void>;
  record: ProcessRecord;
  patienceMs: number;
}

async function awaitAnswer({ ping, record, patienceMs }: Awaiting): Promise<'answers' | 'ended' | 'silent'> {
  const deadline = performance.now() + patienceMs;
  while (isRunning(record)) {
    const answers = await ping().then(
      () => true,
      () => false,
    );
    if (answers && isRunning(record)) return 'answers';
    if (performance.now() > deadline) return 'silent';
    await delay(POLL_MS);
  }
  return 'ended';
}

function handle(server: Server, url: string, origin: ServerOrigin): RunningServer {
  let stopping: Promise<void> | undefined;
  return { url, origin, stop: () => (stopping ??= endServer(server)) };
}
