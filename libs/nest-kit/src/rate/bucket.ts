/** How often somebody may ask: so many at once, and so many a second from then on. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** What is left of a rate. */
export interface Standing {
  allowed: boolean;
  remaining: number;
  /** Milliseconds until all of it is there again. */
  resetMs: number;
  /** Milliseconds until the next request, where this one is one too many. */
  retryMs: number;
}

/**
 * The generic cell rate algorithm: one instant tells all. It is the time at which whoever asked would have used up what they
 * took, had they taken one turn after the other.
 */
export class Bucket {
  /** In milliseconds, by a clock that only goes on. */
  private usedUntil = -Infinity;
  /** Turns that no other process has heard of. */
  private unshared = 0;

  take({ perSecond, burst }: Rate, now: number): Standing {
    const turn = 1_000 / perSecond;
    const room = burst * turn;
    const next = Math.max(this.usedUntil, now) + turn;
    const allowed = next - now <= room;
    if (allowed) {
      this.usedUntil = next;
      this.unshared += 1;
    }
    const debt = Math.max(0, this.usedUntil - now);
    return {
      allowed,
      remaining: Math.max(0, Math.floor((room - debt) / turn)),
      resetMs: debt,
      retryMs: allowed ? 0 : Math.max(1, next - now - room),
    };
  }

  /** Turns to tell others of, once. */
  share(): number {
    const { unshared } = this;
    this.unshared = 0;
    return unshared;
  }

  /** Turns that could not be told: they are told next time. */
  keep(turns: number): void {
    this.unshared += turns;
  }

  /** Learns how far all processes together have used it up: `debtMs` from now on, without what is not shared yet. */
  learn(debtMs: number, { perSecond }: Rate, now: number): void {
    this.usedUntil = Math.max(this.usedUntil, now + debtMs + this.unshared * (1_000 / perSecond));
  }
}
