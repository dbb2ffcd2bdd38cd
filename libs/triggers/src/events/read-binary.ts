import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';

/** A message whose attributes are headers, and whose body is the data. */
export interface BinaryMessage {
  /** In lower case, as they arrived. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  body: Uint8Array;
  parseJson(bytes: Uint8Array): Json;
}

const PREFIX = 'ce-';

/** Whether a message says that it is an event in binary content mode. */
export function isBinaryEvent(headers: BinaryMessage['headers']): boolean {
  return Object.keys(headers).some((name) => name.startsWith(PREFIX));
}

/**
 * The same event in the JSON format, to be read as such. A body that is JSON by its type becomes `data`, as does text in UTF-8;
 * what else there is becomes `data_base64`.
 *
 * @throws MaestroError `invalid-header`, and the faults of `parseJson`
 */
export function binaryToJson({ headers, body, parseJson }: BinaryMessage): Record<string, Json> {
  const event: Record<string, Json> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(PREFIX) || value === undefined) continue;
    const name = header.slice(PREFIX.length);
    // These are the body and its type; as headers they would say it twice.
    if (typeof value !== 'string' || ['data', 'data_base64', 'datacontenttype'].includes(name))
      throw unreadable(header, 'does not belong in an event.');
    event[name] = decoded(header, value);
  }
  const type = headers['content-type'];
  if (typeof type === 'string') event.datacontenttype = type;
  return body.length === 0 ? event : { ...event, ...dataOf(String(type ?? ''), body, parseJson) };
}

function dataOf(type: string, body: Uint8Array, parseJson: BinaryMessage['parseJson']): Record<string, Json> {
  const [media = '', ...parameters] = type.toLowerCase().split(';');
  const bytes = () => ({ data_base64: Buffer.from(body).toString('base64') });
  // Without a type, it is JSON by the specification.
  if (media === '' || /^[^/]+\/(?:[^/]+\+)?json *$/.test(media)) return { data: parseJson(body) };
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  if (!media.startsWith('text/') || (charset && !/^charset="?utf-8"?$/.test(charset))) return bytes();
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return text.includes('\0') ? bytes() : { data: text };
  } catch {
    return bytes();
  }
}

/** Values of headers are percent-encoded UTF-8, and may stand in quotes. */
function decoded(header: string, value: string): string {
  const bare = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/g, '$1') ?? value;
  try {
    const text = decodeURIComponent(bare.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
    if (/[\u0000-\u001f\u007f\p{Surrogate}]/u.test(text)) throw new Error('a control character');
    return text;
  } catch {
    throw unreadable(header, 'is no percent-encoded UTF-8.');
  }
}

function unreadable(header: string, what: string): MaestroError {
  const message = `The header ${header} ${what}`;
  return new MaestroError('invalid-header', message, {
    errors: [{ pointer: '', code: 'invalid-header', message }],
  });
}
