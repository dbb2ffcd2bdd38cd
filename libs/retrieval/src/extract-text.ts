import { faultAt, MaestroError } from '@maestro/problems';
import { htmlText } from './html-text';
import { retrievalLimits } from './limits';
import { pdfText } from './pdf-text';

export const mediaTypes = ['text/plain', 'text/markdown', 'text/html', 'application/pdf'] as const;

export type MediaType = (typeof mediaTypes)[number];

export interface Extracted {
  /** What the document calls itself; empty where it does not. */
  title: string;
  text: string;
}

/**
 * The text of a document.
 *
 * @throws MaestroError `validation-failed`, `limit-exceeded`, `too-deep`
 */
export async function extractText(
  content: Uint8Array,
  mediaType: MediaType,
  signal?: AbortSignal,
): Promise<Extracted> {
  const { sourceBytes, textLength } = retrievalLimits;
  if (content.byteLength > sourceBytes)
    throw new MaestroError('limit-exceeded', `The content of a document may have ${sourceBytes} bytes.`);
  const { title, text } = await read(content, mediaType, signal);
  if (text.length > textLength)
    throw new MaestroError('limit-exceeded', `A document may have ${textLength} characters of text.`);
  // The database has no room for NUL and for halves of characters.
  return { title: storable(title).slice(0, 512), text: storable(text) };
}

async function read(content: Uint8Array, mediaType: MediaType, signal?: AbortSignal): Promise<Extracted> {
  if (mediaType === 'application/pdf')
    return { title: '', text: await pdfText(content, { maxLength: retrievalLimits.textLength, signal }) };
  const source = decode(content);
  if (mediaType === 'text/html') return htmlText(source, retrievalLimits.textLength);
  const title = mediaType === 'text/markdown' ? /^#{1,6} +(.+)$/m.exec(source)?.[1]?.trim() : undefined;
  return { title: title ?? '', text: source };
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new MaestroError('validation-failed', 'The content is not text in UTF-8.');
  }
}

function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** The bytes of a content as it stands in JSON. @throws MaestroError at the pointer where it is no base 64 */
export function contentBytes(
  content: string,
  { encoding = 'utf8', pointer }: { encoding?: 'utf8' | 'base64'; pointer: string },
): Buffer {
  if (encoding === 'utf8') return Buffer.from(content, 'utf8');
  const text = content.replace(/\s+/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return bytes;
  throw faultAt('validation-failed', pointer, 'This is not base 64.');
}
