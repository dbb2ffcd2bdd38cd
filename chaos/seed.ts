/** Random numbers that a seed repeats (mulberry32): the schedule of faults is a function of it. */
export interface Dice {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform over the whole numbers below `count`. */
  below(count: number): number;
  /** One of `items`. */
  of<T>(items: readonly T[]): T;
  /** All of `items`, in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    of: (items) => {
      if (items.length === 0) throw new RangeError('nothing to choose from');
      return items[below(items.length)] as (typeof items)[number];
    },
    shuffled: (items) => {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)[0] as (typeof items)[number]);
    },
  };
}
