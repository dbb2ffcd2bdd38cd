import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { MaestroError } from '@maestro/problems';

const MAX_KEY = 255;

/**
 * The key under which a client may send this request again, or null where it gave none.
 *
 * @throws MaestroError `bad-request`
 */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  if (header === undefined || request.method !== 'POST' || request.principal === null) return null;
  const key = Array.isArray(header) ? header.join(', ') : header;
  if (new RegExp(`^[\\x21-\\x7e]{1,${MAX_KEY}}$`).test(key)) return key;
  throw new MaestroError(
    'bad-request',
    `The header Idempotency-Key has 1 to ${MAX_KEY} visible ASCII characters; a UUID is a good one.`,
  );
}

/** What has to be the same for a request to be the same. Called while the body is still as it was sent. */
export function requestHash({ method, raw, headers, body }: FastifyRequest): Buffer {
  const head = JSON.stringify([method, raw.url ?? '', headers['content-type'] ?? '']);
  return createHash('sha256')
    .update(`${head}\n`)
    .update(Buffer.isBuffer(body) ? body : '')
    .digest();
}
