import type { RunRef } from '@maestro/engine';
import type { Renewal } from '@maestro/engine/session';

/** What the thread is told once, at its start. */
export interface HeartbeatSetting {
  engineUrl: string;
  sessionId: string;
  leaseMs: number;
  tickMs: number;
  /** How long the main thread may be silent before its work is given to others. */
  blockedMs: number;
  /** One cell: until when the lease may be trusted, in ms of `monotonicMs`. Readable while the other side is busy. */
  trust: SharedArrayBuffer;
}

/** From the main thread, every tick: that it is alive, and what it works on. */
export interface Sign {
  runs: RunRef[];
}

/** From the heartbeat thread. */
export type Report =
  | { kind: 'renewed'; renewal: Renewal }
  | { kind: 'failed'; message: string }
  /** The main thread was silent for too long: the session is closed, others have its work. */
  | { kind: 'given-up'; silentMs: number };

/** Milliseconds on a clock that all threads of a process share and that never goes back. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
