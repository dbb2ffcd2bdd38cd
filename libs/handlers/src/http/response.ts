import type { Json } from '@maestro/dsl';
import type { EgressResponse } from '@maestro/egress';
import { MaestroError } from '@maestro/problems';

/** Answers of the 400s that ask for patience rather than for another request. */
const passing = new Set([408, 425, 429]);

/**
 * Throws `http_5xx` or `http_4xx` for a failure, and `output-invalid` for a success that was not among the
 * `expected` statuses. Without expectations whatever is below 400 is a success.
 */
export function checkStatus(
  { status, headers, url }: EgressResponse,
  expected: number | number[] | undefined,
): void {
  const accepted = expected === undefined ? status < 400 : [expected].flat().includes(status);
  if (accepted) return;
  const detail = `${new URL(url).origin} answered ${status}.`;
  const retryAfter = retryAfterOf(headers['retry-after']);
  if (status >= 500) throw new MaestroError('http_5xx', detail, { retryAfter });
  if (status >= 400)
    throw new MaestroError('http_4xx', detail, { retryAfter, retryable: passing.has(status) });
  throw new MaestroError('output-invalid', `${detail} Expected ${[expected].flat().join(' or ')}.`);
}

/** Seconds; the other form of the header, a date, is not worth a clock. */
function retryAfterOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

/**
 * The body as a value: parsed where its type says JSON, else text in its own character set; null where there
 * is no body. Throws `malformed-json`.
 */
export function readContent({ body, headers }: EgressResponse): Json {
  if (body.length === 0) return null;
  const [essence = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  return /^(application|text)\/(json|[^/]+\+json)$/.test(essence.trim())
    ? parseJson(body)
    : decode(body, parameters);
}

function parseJson(body: Buffer): Json {
  try {
    // JSON is UTF-8 whatever the header adds; a byte order mark is not part of it.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json;
  } catch (cause) {
    throw new MaestroError('malformed-json', 'The answer says it is JSON, but it does not parse.', { cause });
  }
}

function decode(body: Buffer, parameters: string[]): string {
  const charset = parameters.map((each) => /^\s*charset="?([^"\s]+)"?\s*$/.exec(each)?.[1]).find(Boolean);
  return decoderFor(charset ?? 'utf-8').decode(body);
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}
