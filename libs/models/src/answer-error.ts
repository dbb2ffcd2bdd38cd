import { MaestroError } from '@maestro/problems';
import { markFree } from './free';

/** Refused or put off before a model began: nobody bills these. Of 500, 502 and 504 nobody knows. */
const FREE = new Set([400, 401, 403, 404, 405, 409, 413, 422, 429, 503, 529]);
const PASSING = new Set([408, 409, 425, 429]);
const TOO_LONG = /context[ _-]?(length|window)|maximum context|too many (input )?tokens|prompt is too long/i;
const SHOWN = 300;

/** What an answer that is no success means. Its text is the provider's: whoever shows it masks it. */
export function answerError(
  { status, headers, url }: { status: number; headers: Readonly<Record<string, string>>; url: string },
  body: Buffer,
): MaestroError {
  const said = messageIn(body.toString('utf8'));
  const detail = `${new URL(url).origin} answered ${status}${said ? `: ${said}` : ''}.`;
  const error =
    (status === 400 || status === 413) && TOO_LONG.test(said)
      ? new MaestroError('context-too-large', detail)
      : statusError(status, detail, retryAfterOf(headers));
  return FREE.has(status) ? markFree(error) : error;
}

function statusError(status: number, detail: string, retryAfter: number | undefined): MaestroError {
  if (status >= 500) return new MaestroError('http_5xx', detail, { retryAfter });
  if (status >= 400)
    return new MaestroError('http_4xx', detail, { retryAfter, retryable: PASSING.has(status) });
  return new MaestroError('llm-output-invalid', detail);
}

/** Seconds; `retry-after-ms`, which some send, is finer. A date is not worth a clock. */
function retryAfterOf(headers: Readonly<Record<string, string>>): number | undefined {
  const fine = headers['retry-after-ms'];
  if (fine !== undefined && /^\d{1,9}$/.test(fine)) return Math.ceil(Number(fine) / 1000);
  const header = headers['retry-after'];
  return header !== undefined && /^\d{1,6}(\.\d{1,3})?$/.test(header) ? Math.ceil(Number(header)) : undefined;
}

function messageIn(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown } | string; message?: unknown } | null;
    const error = body?.error;
    const said = typeof error === 'object' ? error.message : (error ?? body?.message);
    return typeof said === 'string' ? said.slice(0, SHOWN) : '';
  } catch {
    return '';
  }
}
