import { MaestroError } from '@maestro/problems';

/** Answers of the 400s that ask for patience rather than for another request. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Lets pass what the caller is to read.
 *
 * @throws MaestroError `http_5xx`, `http_4xx` for an answer that another attempt may mend, with when to make it
 */
export function throwIfPassing({
  status,
  headers,
}: {
  status: number;
  headers: Record<string, string>;
}): void {
  const after = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : undefined;
  const detail = `The server of the tool answered ${status}.`;
  if (status >= 500) throw new MaestroError('http_5xx', detail, { retryAfter: after });
  if (passing.has(status)) throw new MaestroError('http_4xx', detail, { retryAfter: after, retryable: true });
}
