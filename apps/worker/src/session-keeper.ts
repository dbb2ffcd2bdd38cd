import { closeSession, renewSession, type Engine } from '@maestro/engine';
import type { HeldAttempts } from './held-attempts';

export interface SessionKeeperOptions {
  engine: Engine;
  sessionId: string;
  held: HeldAttempts;
  leaseMs: number;
  tickMs: number;
  /** Called once, when the lease is lost: this process must hold nothing any more and begin anew. */
  onLost: () => void;
}

/**
 * Keeps the worker's lease: one renewal a tick for all it holds, which also brings back the runs that are to stop.
 * Trust in the lease is counted from before each call, so that this process gives up before others take over.
 */
export class SessionKeeper {
  private timer: NodeJS.Timeout | undefined;
  private trustedUntil: number;
  private renewing: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly options: SessionKeeperOptions) {
    this.trustedUntil = performance.now() + options.leaseMs;
  }

  start(): void {
    this.timer = setInterval(() => this.tick(), this.options.tickMs);
  }

  async stop(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.renewing;
    await closeSession(this.options.engine, this.options.sessionId).catch(() => undefined);
  }

  /** Gives the session up, so that others can have what it holds at once. */
  abandon(): void {
    if (this.ended) return;
    this.lose();
    void closeSession(this.options.engine, this.options.sessionId).catch(() => undefined);
  }

  private tick(): void {
    if (performance.now() >= this.trustedUntil) return this.lose();
    this.renewing = this.renew().catch((error: unknown) =>
      this.options.engine.onError(error, 'renewing the lease'),
    );
  }

  private async renew(): Promise<void> {
    const { engine, sessionId, held, leaseMs } = this.options;
    const before = performance.now();
    const { alive, stopping } = await renewSession(engine, sessionId, { leaseMs, runs: held.runs() });
    if (!alive) return this.lose();
    this.trustedUntil = before + leaseMs;
    held.stopRuns(stopping);
  }

  private lose(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    this.options.held.stopAll('lease-lost');
    this.options.onLost();
  }
}
