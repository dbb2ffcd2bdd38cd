const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof UNITS;

/** Milliseconds as people say them: `850 ms`, `12.3 s`, `2 m 05 s`, `1 h 02 m`, `3 d 04 h`. */
export function formatDuration(ms: number): string {
  if (ms < UNITS.s) return `${Math.max(0, Math.floor(ms))} ms`;
  if (ms < UNITS.m) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < UNITS.h) return pair(ms, 'm', 's');
  if (ms < UNITS.d) return pair(ms, 'h', 'm');
  return pair(ms, 'd', 'h');
}

/** Milliseconds of `500ms`, `30s`, `5m`, `2h` or `1d`; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? null : Number(count) * UNITS[unit as Unit];
}

function pair(ms: number, large: Unit, small: Unit): string {
  const rest = Math.floor((ms % UNITS[large]) / UNITS[small]);
  return `${Math.floor(ms / UNITS[large])} ${large} ${String(rest).padStart(2, '0')} ${small}`;
}
