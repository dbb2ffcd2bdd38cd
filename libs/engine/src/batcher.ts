/**
 * Group commit: whatever gathers while a batch is being written makes the next batch. No timer, so a lone item
 * waits for nobody; under load the batches grow by themselves.
 */
export interface Batcher<I, R> {
  add(item: I): Promise<R>;
  /** Resolves when everything that was added has been written. */
  idle(): Promise<void>;
}

export interface BatcherOptions<I> {
  /** Most items in a batch. */
  maxItems: number;
  /** Most weight in a batch; an item heavier than that goes alone. */
  maxWeight: number;
  weigh: (item: I) => number;
  /** Batches under way at once. A further one begins only once an eighth of one waits: each call has its price. */
  inFlight: number;
}

interface Entry<I, R> {
  item: I;
  /** A promise where the items of a batch differ in whether they succeed. */
  resolve: (result: R | PromiseLike<R>) => void;
  reject: (error: unknown) => void;
}

export function createBatcher<I, R>(
  write: (items: I[]) => Promise<(R | PromiseLike<R>)[]>,
  { maxItems, maxWeight, weigh, inFlight }: BatcherOptions<I>,
): Batcher<I, R> {
  const waiting: Entry<I, R>[] = [];
  const idlers: (() => void)[] = [];
  let writing = 0;
  let scheduled = false;

  const nextBatch = (): Entry<I, R>[] => {
    let weight = 0;
    let count = 0;
    while (count < waiting.length && count < maxItems) {
      weight += weigh((waiting[count] as Entry<I, R>).item);
      if (count > 0 && weight > maxWeight) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };

  const flush = async (batch: Entry<I, R>[]): Promise<void> => {
    writing += 1;
    try {
      const results = await write(batch.map((entry) => entry.item));
      batch.forEach((entry, i) => entry.resolve(results[i] as R | PromiseLike<R>));
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    } finally {
      writing -= 1;
      kick();
    }
  };

  const mayBegin = (): boolean =>
    waiting.length > 0 && (writing === 0 || (writing < inFlight && waiting.length * 8 >= maxItems));

  // A turn of the event loop lets everything that ends in it share the batch.
  const kick = (): void => {
    if (scheduled) return;
    if (waiting.length === 0) {
      if (writing === 0) for (const done of idlers.splice(0)) done();
      return;
    }
    if (!mayBegin()) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (mayBegin()) void flush(nextBatch());
    });
  };

  return {
    add: (item) =>
      new Promise<R>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        kick();
      }),
    idle: () =>
      waiting.length === 0 && writing === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            idlers.push(resolve);
          }),
  };
}
