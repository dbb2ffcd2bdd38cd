import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { monotonicMs, type HeartbeatSetting, type Report, type Sign } from './words';

/** The thread that keeps a session's lease, as the main thread sees it. */
export interface Heartbeat {
  /** Says that the main thread is alive and what it works on; the lease is renewed with that. */
  sign(sign: Sign): void;
  /** Whether the lease may be trusted now. True to the moment also after a long silence of this thread. */
  trusted(): boolean;
  stop(): Promise<void>;
}

export interface HeartbeatOptions extends Omit<HeartbeatSetting, 'trust'> {
  /** Until when the lease may be trusted that is there at the start, in ms of `monotonicMs`. */
  trustedUntil: number;
  hear: (report: Report) => void;
  /** Called when the thread has ended by itself. */
  onEnd: (error: unknown) => void;
}

const ENTRY = join(__dirname, 'thread.js');
/** A hundred times what it needs is still little. */
const HEAP_MB = 64;

export function startHeartbeat({ trustedUntil, hear, onEnd, ...setting }: HeartbeatOptions): Heartbeat {
  const trust = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const cell = new BigInt64Array(trust);
  Atomics.store(cell, 0, BigInt(Math.floor(trustedUntil)));
  const workerData: HeartbeatSetting = { ...setting, trust };
  const thread = new Worker(ENTRY, {
    workerData,
    // What is loaded ahead of the service, such as telemetry, is not for the thread.
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let stopped = false;
  thread.on('message', hear);
  thread.on('error', (error) => stopped || onEnd(error));
  thread.on('exit', () => stopped || onEnd(new Error('the heartbeat thread has ended')));
  return {
    sign: (sign) => thread.postMessage(sign),
    trusted: () => BigInt(monotonicMs()) < Atomics.load(cell, 0),
    stop: async () => {
      stopped = true;
      await thread.terminate();
    },
  };
}
