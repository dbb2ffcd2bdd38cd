/** A duration as workflows write it: a whole number and `ms`, `s`, `m` or `h`. */
export const durationSchema = { type: 'string', pattern: '^[1-9][0-9]{0,8}(ms|s|m|h)$' };

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration that `durationSchema` accepted. */
export function milliseconds(duration: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(duration) ?? [];
  return Number(count) * (factors[unit ?? ''] ?? Number.NaN);
}
