import { durationPattern } from './vocabulary';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Ten years, three of them leap years. */
export const LONGEST_MS = 3_653 * 86_400_000;

/** Milliseconds of `500ms`, `30s`, `5m`, `2h`, `1d`; null where the text is none of these. */
export function parseDuration(text: string): number | null {
  const match = durationPattern.exec(text);
  const unit = match?.[2] === undefined ? undefined : UNITS[match[2]];
  return match && unit !== undefined ? Number(match[1]) * unit : null;
}
