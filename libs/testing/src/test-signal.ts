/**
 * A meeting point between a test and code running beside it: the code sends values, the test receives them in order,
 * each once, whichever side comes first.
 */
export class TestSignal<T = void> {
  private readonly unread: T[] = [];
  private readonly waiting: ((value: T) => void)[] = [];

  constructor(private readonly name = 'signal') {}

  /** Bound, so that it can be handed over as a callback. */
  readonly send = (value: T): void => {
    const receiver = this.waiting.shift();
    if (receiver) receiver(value);
    else this.unread.push(value);
  };

  /** The next value, waiting for it if need be. @throws after `timeoutMs` (10 s unless told). */
  receive({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<T> {
    if (this.unread.length) return Promise.resolve(this.unread.shift() as T);
    return new Promise((resolve, reject) => {
      const receiver = (value: T) => {
        clearTimeout(timer);
        resolve(value);
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(receiver), 1);
        reject(new Error(`${this.name} was not sent within ${timeoutMs} ms`));
      }, timeoutMs);
      this.waiting.push(receiver);
    });
  }

  /** Values that were sent and not yet received. */
  get pending(): number {
    return this.unread.length;
  }
}
