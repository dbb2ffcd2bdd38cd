import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '@maestro/dsl';
import { faultAt, MaestroError } from '@maestro/problems';
import { chunkText, type Chunk } from './chunk-text';
import type { CollectionFields } from './collection';
import { embed, type EmbedTexts } from './embedder';
import { extractText, type MediaType } from './extract-text';
import { retrievalLimits } from './limits';
import { readMetadata, type Metadata } from './metadata';

/** A document as somebody brings it. */
export interface GivenDocument {
  id: string;
  title?: string | undefined;
  uri?: string | undefined;
  metadata?: JsonObject | undefined;
  mediaType: MediaType;
  content: Uint8Array;
}

/** A document whose text is known. */
export interface ReadDocument {
  id: string;
  title: string;
  uri: string | null;
  metadata: Metadata;
  mediaType: MediaType;
  text: string;
  /** SHA-256 of all that was given, as hex. */
  digest: string;
}

/** A document with its passages. */
export interface CutDocument extends ReadDocument {
  chunks: readonly Chunk[];
}

/** A document that is ready to be written. */
export interface PreparedDocument extends CutDocument {
  /** One a passage, or none. */
  vectors: readonly (readonly number[])[] | null;
}

/** Checks a document and finds its text. @throws MaestroError with pointers behind `pointer` */
export async function readDocument(
  { id, title, uri, metadata = {}, mediaType, content }: GivenDocument,
  { pointer = '', signal }: { pointer?: string; signal?: AbortSignal } = {},
): Promise<ReadDocument> {
  checkText(id, { at: `${pointer}/id`, max: 256, min: 1 });
  if (title !== undefined) checkText(title, { at: `${pointer}/title`, max: 512, min: 0 });
  if (uri !== undefined) checkText(uri, { at: `${pointer}/uri`, max: 2_048, min: 1 });
  const own = readMetadata(metadata, `${pointer}/metadata`);
  const extracted = await extractText(content, mediaType, signal).catch((error: unknown) => {
    if (error instanceof MaestroError) throw faultAt(error.code, `${pointer}/content`, error.message);
    throw error;
  });
  const hash = createHash('sha256');
  hash.update(canonicalJson({ title: title ?? null, uri: uri ?? null, metadata, mediaType }));
  hash.update(content);
  return {
    ...{ id, uri: uri ?? null, metadata: own, mediaType, text: extracted.text },
    title: title ?? extracted.title,
    digest: hash.digest('hex'),
  };
}

/** Cuts documents into passages and has their vectors made. Nothing of this holds a lock. */
export async function prepareDocuments(
  documents: readonly ReadDocument[],
  settings: CollectionFields,
  { tenantId, ask, signal }: { tenantId: string; ask: EmbedTexts | null; signal?: AbortSignal | undefined },
): Promise<PreparedDocument[]> {
  const cut = cutDocuments(documents, settings);
  if (settings.embedding === null) return cut.map((document) => ({ ...document, vectors: null }));
  const texts = embeddedTexts(cut);
  const vectors = await embed(ask, { ...settings.embedding, tenantId, texts, signal, keep: true });
  let taken = 0;
  return cut.map((document) => ({
    ...document,
    vectors: vectors.slice(taken, (taken += document.chunks.length)),
  }));
}

/** Cuts documents into passages, as a collection wants them. */
export function cutDocuments(
  documents: readonly ReadDocument[],
  settings: Pick<CollectionFields, 'chunkSize' | 'chunkOverlap'>,
): CutDocument[] {
  return documents.map((document) => ({ ...document, chunks: chunksOf(document, settings) }));
}

/** What vectors are made of: one text a passage, in their order. */
export function embeddedTexts(documents: readonly CutDocument[]): string[] {
  return documents.flatMap((document) => document.chunks.map((chunk) => embeddedText(document, chunk)));
}

/** How long the vectors of documents are; null where there are none. */
export function lengthOfVectors(documents: readonly PreparedDocument[]): number | null {
  for (const { vectors } of documents) if (vectors?.[0]) return vectors[0].length;
  return null;
}

/** A passage says more with the title above it. */
function embeddedText({ title, text }: ReadDocument, { from, to }: Chunk): string {
  return title === '' ? text.slice(from, to) : `${title}\n${text.slice(from, to)}`;
}

function chunksOf(
  { id, text }: ReadDocument,
  { chunkSize, chunkOverlap }: Pick<CollectionFields, 'chunkSize' | 'chunkOverlap'>,
): Chunk[] {
  const chunks = chunkText(text, { size: chunkSize, overlap: chunkOverlap });
  const { chunksPerDocument } = retrievalLimits;
  if (chunks.length <= chunksPerDocument) return chunks;
  throw new MaestroError('limit-exceeded', `The document ${id} has more than ${chunksPerDocument} passages.`);
}

function checkText(text: string, { at, min, max }: { at: string; min: number; max: number }): void {
  if (text.length < min || text.length > max)
    throw faultAt('out-of-range', at, `This must have ${min} to ${max} characters.`);
  if (/[\0-\x1f\x7f]|\p{Surrogate}/u.test(text))
    throw faultAt('validation-failed', at, 'This holds a character that cannot be stored.');
}
