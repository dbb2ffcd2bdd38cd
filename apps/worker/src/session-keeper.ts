import { closeSession, type Engine } from '@maestro/engine';
import type { HeldAttempts } from './held-attempts';
import { startHeartbeat, type Heartbeat } from './heartbeat/heartbeat';
import { monotonicMs, type Report } from './heartbeat/words';

export interface SessionKeeperOptions {
  engine: Engine;
  engineUrl: string;
  sessionId: string;
  /** When the session was asked for, in ms of `monotonicMs`. */
  openedAt: number;
  held: HeldAttempts;
  leaseMs: number;
  tickMs: number;
  blockedMs: number;
  /** Called once, when the lease is lost: this process must hold nothing any more and begin anew. */
  onLost: () => void;
  /** Called when work lies about that a leader would have moved. */
  onNeglect: () => void;
}

/**
 * Keeps the worker's lease through a thread of its own, which a handler that never yields cannot hold up. Each renewal
 * counts for all that is held, and brings back the runs that are to stop.
 */
export class SessionKeeper {
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: Heartbeat | undefined;
  private ended = false;
  private answeredAt = -Infinity;

  constructor(private readonly options: SessionKeeperOptions) {}

  start(): void {
    const { engine, engineUrl, sessionId, openedAt, leaseMs, tickMs, blockedMs } = this.options;
    this.heartbeat = startHeartbeat({
      ...{ engineUrl, sessionId, leaseMs, tickMs, blockedMs },
      trustedUntil: openedAt + leaseMs,
      hear: (report) => this.hear(report),
      onEnd: (error) => {
        engine.onError(error, 'keeping the lease');
        this.abandon();
      },
    });
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  /** Milliseconds since the database last answered. */
  silentMs(): number {
    return monotonicMs() - this.answeredAt;
  }

  async stop(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.heartbeat?.stop();
    await closeSession(this.options.engine, this.options.sessionId).catch(() => undefined);
  }

  /** Gives the session up, so that others can have what it holds at once. */
  abandon(): void {
    if (this.ended) return;
    this.lose();
    void closeSession(this.options.engine, this.options.sessionId).catch(() => undefined);
  }

  private tick(): void {
    if (!this.heartbeat?.trusted()) return this.lose();
    this.heartbeat.sign({ runs: this.options.held.runs() });
  }

  private hear(report: Report): void {
    if (this.ended) return;
    if (report.kind === 'failed')
      return this.options.engine.onError(new Error(report.message), 'renewing the lease');
    if (report.kind === 'given-up' || !report.renewal.alive) return this.lose();
    this.answeredAt = monotonicMs();
    this.options.held.stopRuns(new Set(report.renewal.stopping));
    if (report.renewal.neglected) this.options.onNeglect();
  }

  private lose(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    void this.heartbeat?.stop();
    this.options.held.stopAll('lease-lost');
    this.options.onLost();
  }
}
