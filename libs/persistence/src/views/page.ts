/** One page of a list, in the list's own order. */
export interface Page<T> {
  rows: T[];
  /** True where the list goes on behind the last row. */
  hasMore: boolean;
}

/**
 * Stored bytes of payload that end a page early, so that a page of large rows is short instead of an answer of
 * hundreds of megabytes. A page has one row at least.
 */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** The statement was asked for one row more than the page may have: that one only says that there is more. */
export function pageOf<T>(rows: T[], limit: number): Page<T> {
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** Rows of a statement that itself ends the page by size, and says in `candidates` how many it chose from. */
export function sizedPageOf<T extends { candidates: number }>(
  rows: T[],
  limit: number,
): Page<Omit<T, 'candidates'>> {
  const candidates = rows[0]?.candidates ?? 0;
  const shown = rows.slice(0, limit).map(({ candidates: _, ...row }) => row);
  return { rows: shown, hasMore: candidates > shown.length };
}
