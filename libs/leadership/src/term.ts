import { setMaxListeners } from 'node:events';
import type { Clock } from './clock';

/** The right to lead, for as long as it lasts. What runs under a term takes it as an argument and stops with it. */
export interface Term {
  /** The process that leads. */
  readonly holder: string;
  /** Rises with every change of leader. */
  readonly number: number;
  /** Aborts when the term ends. */
  readonly signal: AbortSignal;
  /** False from the moment this process may no longer trust that it leads. */
  isCurrent(): boolean;
}

/** A term as its election sees it: trust that is extended by every renewal, and ends by itself. */
export class HeldTerm implements Term {
  private readonly ending = new AbortController();
  private cancelTimer: () => void = () => undefined;
  private trustUntil: number;

  constructor(
    readonly holder: string,
    readonly number: number,
    private readonly clock: Clock,
    trustUntil: number,
  ) {
    this.trustUntil = trustUntil;
    // Each loop of a leader listens.
    setMaxListeners(0, this.ending.signal);
    this.arm();
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }

  isCurrent(): boolean {
    return !this.signal.aborted && this.clock.now() < this.trustUntil;
  }

  /** Answers may overtake each other: trust never shrinks. One that comes after the end changes nothing. */
  extend(trustUntil: number): void {
    if (!this.isCurrent()) return this.end();
    this.trustUntil = Math.max(this.trustUntil, trustUntil);
    this.arm();
  }

  end(): void {
    this.cancelTimer();
    this.ending.abort();
  }

  private arm(): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(Math.max(0, this.trustUntil - this.clock.now()), () =>
      this.extend(0),
    );
  }
}
