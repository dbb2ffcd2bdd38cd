import { MaestroError } from '@maestro/problems';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';

type Bytes = AsyncIterable<Buffer>;

/** Nobody stacks codings in earnest; whoever does wants a small answer to become a large one. */
const maxCodings = 2;

/**
 * The chunks of a response body, decoding `gzip`, `br` and `deflate` on the way. It stops at `maxBytes`, counted on
 * the wire and again after decoding: memory never holds more than that and a few chunks.
 *
 * Throws `response-too-large`, or `connection` where the coding is unknown; broken data throws zlib's error.
 */
export async function* readChunks(
  stream: Readable,
  contentEncoding: string,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  const codings = contentEncoding
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > maxCodings) throw undecodable(contentEncoding);
  let bytes: Bytes = limited(stream, maxBytes);
  // Codings are listed in the order they were applied.
  for (const coding of codings.reverse()) bytes = limited(decoded(bytes, coding), maxBytes);
  yield* bytes;
}

/** All of it at once. */
export async function readBody(stream: Readable, contentEncoding: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(stream, contentEncoding, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* limited(source: Bytes, maxBytes: number): Bytes {
  let seen = 0;
  for await (const chunk of source) {
    seen += chunk.length;
    if (seen > maxBytes)
      throw new MaestroError('response-too-large', `The response is larger than ${maxBytes} bytes.`);
    yield chunk;
  }
}

/** Pulls through the decoder: it is asked for its next chunk only when the last one was taken. */
async function* decoded(source: Bytes, coding: string): Bytes {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const input = Readable.from(resumed(first.value, iterator));
  // The error reaches whoever reads the decoder; the callback is there because `pipeline` wants one.
  yield* pipeline(input, decoderFor(coding, first.value), () => undefined) as Bytes;
}

async function* resumed(first: Buffer, rest: AsyncIterator<Buffer>): Bytes {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function decoderFor(coding: string, first: Buffer): Transform {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // The standard says zlib; some servers send the bare stream. The low bits of a zlib header are always 8.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      throw undecodable(coding);
  }
}

function undecodable(coding: string): MaestroError {
  const detail = `The response is encoded as ${coding.slice(0, 64)}, which was not asked for.`;
  return new MaestroError('connection', detail, { retryable: false });
}
