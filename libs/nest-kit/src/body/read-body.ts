import { MaestroError } from '@maestro/problems';
import type { Accepts } from './accepts.decorator';
import { mediaTypeOf } from './media-type';
import { parseStrictJson, type Json } from './strict-json';

const JSON_TYPE = 'application/json';

/**
 * The value of a request's body. An empty body has none, whatever its type.
 *
 * @throws MaestroError `unsupported-media-type`, and the faults of the parsers
 */
export function readBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  accepts: Accepts,
): Json | undefined {
  if (bytes.length === 0) return undefined;
  const type = mediaTypeOf(contentType);
  if (type === JSON_TYPE) return parseStrictJson(bytes);
  const field = type !== null && Object.hasOwn(accepts.text, type) ? accepts.text[type] : undefined;
  if (field !== undefined) return { [field]: decode(bytes, type as string) };
  const taken = [JSON_TYPE, ...Object.keys(accepts.text)].join(' or ');
  throw new MaestroError('unsupported-media-type', `The body must be ${taken}, in UTF-8.`);
}

function decode(bytes: Uint8Array, type: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const code = type === 'application/yaml' ? 'malformed-yaml' : 'unsupported-media-type';
    throw new MaestroError(code, 'The body is not valid UTF-8.', { cause });
  }
}
