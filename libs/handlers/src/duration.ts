/** A duration as workflows write it: a whole number and `ms`, `s`, `m`, `h` or `d`. */
export const durationSchema = { type: 'string', pattern: '^[1-9][0-9]{0,8}(ms|s|m|h|d)$' };

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The longest that a timer of Node waits, 24 days; beyond it would fire at once. */
const longest = 2 ** 31 - 1;

/** Milliseconds of a duration that `durationSchema` accepted, as a timer can wait for them. */
export function milliseconds(duration: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(duration) ?? [];
  return Math.min(longest, Number(count) * (factors[unit ?? ''] ?? Number.NaN));
}
