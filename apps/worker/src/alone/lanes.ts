/** Lets few in at a time; the others wait in their order. */
export class Lanes {
  private used = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly count: number) {}

  /** Resolves with what leaves the lane again, at once where the signal aborts first: then there is none to leave. */
  enter(signal: AbortSignal): Promise<() => void> {
    if (this.used < this.count) {
      this.used += 1;
      return Promise.resolve(this.leaver());
    }
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', abort);
        resolve(this.leaver());
      };
      const abort = (): void => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        resolve(() => undefined);
      };
      if (signal.aborted) return resolve(() => undefined);
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(enter);
    });
  }

  /** The lane goes straight to the next that waits. */
  private leaver(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.waiting.shift();
      if (next) next();
      else this.used -= 1;
    };
  }
}
