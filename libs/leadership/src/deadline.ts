import type { Clock } from './clock';

/** Waits for `work`, but not longer than `ms`. The work goes on; whoever gave it up decides what its end means. */
export function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  { clock, what }: { clock: Clock; what: string },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`${what} took longer than ${Math.round(ms)} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}
