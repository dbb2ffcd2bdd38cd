/**
 * A reading of a wall clock, as the milliseconds that UTC would count to show the same: `2026-03-29T02:30` may be no
 * instant at all in a zone, and is a number here all the same.
 */
export type LocalTime = number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** The earliest and the latest year of a calendar. */
export const YEARS = { from: 1970, to: 2199 } as const;

const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?(Z|[+-]\d{2}:\d{2})?$/;

export interface ReadTime {
  local: LocalTime;
  /** True where only a day was given. */
  date: boolean;
  /** Milliseconds ahead of UTC, where the text says; null for a time of the zone of its calendar. */
  offset: number | null;
}

/** Reads `2026-12-24`, `2026-12-24T18:00`, with seconds, with `Z` or `+01:00`; null where it is no such time. */
export function readTime(text: string): ReadTime | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const local = Date.UTC(year as number, (month as number) - 1, day, hour, minute, second);
  const [date, zone] = [match[4] === undefined, match[7]];
  // What rolls over, such as February 30, comes back as another text.
  const back = new Date(local).toISOString();
  const clock = date ? '' : `T${match[4]}:${match[5]}:${match[6] ?? '00'}`;
  if (!back.startsWith(`${match[1]}-${match[2]}-${match[3]}${clock}`)) return null;
  if ((year as number) < YEARS.from || (year as number) > YEARS.to || (date && zone !== undefined))
    return null;
  return { local, date, offset: zone === undefined ? null : offsetOf(zone) };
}

/** `2026-12-24T18:00:00`, or the day alone. */
export function writeTime(local: LocalTime, date = false): string {
  return new Date(local).toISOString().slice(0, date ? 10 : 19);
}

export function dayOf(local: LocalTime): number {
  return Math.floor(local / DAY_MS);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  return ((hours as number) * 60 + (minutes as number)) * MINUTE_MS * (zone.startsWith('-') ? -1 : 1);
}
