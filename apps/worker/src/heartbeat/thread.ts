import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { closeSession, renewSession } from '@maestro/engine/session';
import { openEngineDatabase } from '@maestro/persistence/connection';
import { monotonicMs, type HeartbeatSetting, type Report, type Sign } from './words';

// The entry of the heartbeat thread. It runs no user's code and so is never late; it must stay small, since it
// loads a second copy of everything it imports.

const { engineUrl, sessionId, leaseMs, tickMs, blockedMs, trust } = workerData as HeartbeatSetting;
const trusted = new BigInt64Array(trust);
const database = openEngineDatabase({
  url: engineUrl,
  // A renewal that gets no answer must not hold up the next.
  max: 3,
  application: 'maestro-heartbeat',
  onError: () => undefined,
});

let runs: Sign['runs'] = [];
let heardAt = monotonicMs();
let renewedAt = heardAt;
let ended = false;

function report(word: Report): void {
  if (!ended) parentPort?.postMessage(word);
}

/** Trust counts from before the question: this process gives up before others take over. */
async function renew(): Promise<void> {
  const before = monotonicMs();
  renewedAt = before;
  const renewal = await renewSession({ database }, sessionId, { leaseMs, runs });
  const until = BigInt(before + leaseMs);
  if (renewal.alive && until > Atomics.load(trusted, 0)) Atomics.store(trusted, 0, until);
  report({ kind: 'renewed', renewal });
}

function tryToRenew(): void {
  renew().catch((error: unknown) => report({ kind: 'failed', message: String(error) }));
}

/** A process that hears nothing any more has no claim on its work, however well its lease is kept. */
async function giveUp(silentMs: number): Promise<void> {
  clearInterval(timer);
  Atomics.store(trusted, 0, 0n);
  // The main thread may never write a line again, and all ordinary output goes through it.
  const [level, service, time] = ['error', 'worker', new Date().toISOString()];
  const msg = 'the main thread does not answer: its work is handed over';
  writeSync(1, `${JSON.stringify({ level, time, service, silent_ms: silentMs, msg })}\n`);
  await closeSession({ database }, sessionId).catch(() => undefined);
  report({ kind: 'given-up', silentMs });
  ended = true;
}

parentPort?.on('message', (sign: Sign) => {
  heardAt = monotonicMs();
  ({ runs } = sign);
  if (!ended) tryToRenew();
});

// Signs set the pace. Where they stay away, this timer does.
const timer = setInterval(() => {
  const now = monotonicMs();
  if (now - heardAt >= blockedMs) void giveUp(now - heardAt);
  else if (now - renewedAt >= tickMs * 1.25) tryToRenew();
}, tickMs / 4);
