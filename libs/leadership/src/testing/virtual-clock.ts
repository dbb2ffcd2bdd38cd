import type { Clock } from '../clock';

interface Timer {
  at: number;
  due: () => void;
}

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  private time = 0;
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, due: () => void): () => void {
    const timer = { at: this.time + ms, due };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms` and calls what falls due meanwhile, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.due();
    }
    this.time = end;
  }

  /** Time passes and nothing is called: a process that is stopped, or too busy to look at its timers. */
  freeze(ms: number): void {
    this.time += ms;
  }

  private next(until: number): Timer | undefined {
    return this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}
