/** SQLSTATEs after which the same work, repeated whole, may succeed: serialisation failure and deadlock. */
const repeatable = new Set(['40001', '40P01']);

const MAX_TRIES = 5;

/** Repeats idempotent database work after a deadlock or serialisation failure, with full jitter of 5–200 ms. */
export async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_TRIES || !repeatable.has(sqlState(error) ?? '')) throw error;
      const ceiling = Math.min(200, 5 * 2 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
    }
  }
}

/** The SQLSTATE of a driver error, or null where there is none. */
export function sqlState(error: unknown): string | null {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : null;
}

/** True where the server or the way to it is at fault, not the statement: classes 08, 53, 57 and socket errors. */
export function isUnavailable(error: unknown): boolean {
  const code = sqlState(error);
  if (code && /^(08|53|57)/.test(code)) return true;
  if (code && /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|not queryable|timeout exceeded when trying to connect|Query read timeout/.test(
      error.message,
    )
  );
}

/** True where a value of the statement is at fault: classes 22 (data) and 23 (constraint). */
export function isDataError(error: unknown): boolean {
  return /^(22|23)/.test(sqlState(error) ?? '');
}
