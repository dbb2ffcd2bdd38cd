import { statement, type TenantTx } from '@maestro/persistence';
import { settingsDigest, vectorsDigest, type CollectionRow } from './collection';
import type { MediaType } from './extract-text';
import { valuesOf, type Metadata } from './metadata';
import { arrayText } from './array-text';
import type { PreparedDocument, ReadDocument } from './prepare-document';

const removeStatement = statement('remove_documents');
const insertStatement = statement('insert_documents');
const facetStatement = statement('insert_facets');
const chunkStatement = statement('insert_chunks');
const spellingStatement = statement('add_spellings');
const findStatement = statement('find_documents');
const listStatement = statement('list_documents');
const staleStatement = statement('stale_documents');
const countStaleStatement = statement('count_stale_documents');

/** Passages of one statement. */
const CHUNKS = 1_000;

/** A document without its text. */
export interface DocumentRow {
  id: string;
  no: string;
  title: string;
  uri: string | null;
  metadata: Metadata;
  mediaType: MediaType;
  digest: string;
  /** Digest of the settings that its passages were made by. */
  settings: string;
  version: number;
  chunks: number;
  createdAt: Date;
  updatedAt: Date;
}

export function findDocuments(
  tx: TenantTx,
  collection: string,
  ids: readonly string[],
): Promise<DocumentRow[]> {
  return tx.query(findStatement.text, [tx.tenantId, collection, ids]);
}

/** By id. */
export async function listDocuments(
  tx: TenantTx,
  collection: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: DocumentRow[]; hasMore: boolean }> {
  const rows = await tx.query<DocumentRow>(listStatement.text, [
    tx.tenantId,
    collection,
    after ?? '',
    limit + 1,
  ]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** Documents whose passages were made by other settings, a few at a time. */
export async function staleDocuments(
  tx: TenantTx,
  collection: CollectionRow,
  { limit, length }: { limit: number; length: number },
): Promise<ReadDocument[]> {
  const values = [tx.tenantId, collection.id, settingsDigest(collection), limit, length];
  const rows = await tx.query<Omit<ReadDocument, 'text'> & { body: string }>(staleStatement.text, values);
  return rows.map(({ body, ...row }) => ({ ...row, text: body }));
}

export async function countStale(tx: TenantTx, collection: CollectionRow): Promise<number> {
  const values = [tx.tenantId, collection.id, settingsDigest(collection)];
  const [row] = await tx.query<{ count: string }>(countStaleStatement.text, values);
  return Number(row?.count ?? 0);
}

/** Takes documents out of a collection that is locked. */
export function takeOut(
  tx: TenantTx,
  collection: CollectionRow,
  ids: readonly string[],
): Promise<{ id: string; version: number; createdAt: Date }[]> {
  return tx.query(removeStatement.text, [tx.tenantId, collection.id, ids]);
}

/** Puts documents into a collection that is locked, in place of those of the same ids. */
export async function putIn(
  tx: TenantTx,
  collection: CollectionRow,
  documents: readonly PreparedDocument[],
): Promise<void> {
  const ids = documents.map(({ id }) => id);
  const before = new Map((await takeOut(tx, collection, ids)).map((row) => [row.id, row]));
  const rows = documents.map(({ id, title, uri, metadata, mediaType, text, digest, chunks }) => ({
    ...{ id, title, uri, metadata, media_type: mediaType, body: text, digest, chunks: chunks.length },
    version: (before.get(id)?.version ?? 0) + 1,
    created_at: before.get(id)?.createdAt ?? null,
  }));
  const scope = [tx.tenantId, collection.id];
  const settings = [settingsDigest(collection), collection.language];
  const made = await tx.query<{ id: string; no: string }>(insertStatement.text, [
    ...scope,
    JSON.stringify(rows),
    ...settings,
  ]);
  const numbers = new Map(made.map(({ id, no }) => [id, no]));
  const numbered = documents.map((document) => ({ ...document, no: numbers.get(document.id) as string }));
  await putFacets(tx, scope, numbered);
  await putChunks(tx, collection, numbered);
}

type Numbered = PreparedDocument & { no: string };

async function putFacets(tx: TenantTx, scope: string[], documents: readonly Numbered[]): Promise<void> {
  const facets = documents.flatMap(({ no, metadata }) =>
    Object.entries(metadata).flatMap(([key, value]) =>
      [...new Set(valuesOf(value))].map((one) => ({
        ...{ no, key },
        text: typeof one === 'string' ? one : null,
        number: typeof one === 'number' ? one : null,
        flag: typeof one === 'boolean' ? one : null,
      })),
    ),
  );
  if (facets.length === 0) return;
  const columns = (['no', 'key', 'text', 'number', 'flag'] as const).map((name) =>
    facets.map((facet) => facet[name]),
  );
  await tx.query(facetStatement.text, [...scope, ...columns]);
}

async function putChunks(
  tx: TenantTx,
  collection: CollectionRow,
  documents: readonly Numbered[],
): Promise<void> {
  const passages = documents.flatMap(({ no, title, text, chunks, vectors }) =>
    chunks.map(({ from, to }, i) => ({
      ...{ no, from, to, body: text.slice(from, to), title },
      vector: vectors?.[i] ? arrayText(vectors[i]) : null,
    })),
  );
  const model = vectorsDigest(collection);
  for (let begin = 0; begin < passages.length; begin += CHUNKS) {
    const page = passages.slice(begin, begin + CHUNKS);
    const columns = (['no', 'from', 'to', 'body', 'vector'] as const).map((name) =>
      page.map((passage) => passage[name]),
    );
    const scope = [tx.tenantId, collection.id];
    await tx.query(chunkStatement.text, [...scope, ...columns, collection.language, model]);
    const written = new Set(page.flatMap(({ body, title }) => [body, title]));
    const words = new Set([...written].flatMap((text) => text.toLowerCase().match(/\p{L}{4,40}/gu) ?? []));
    await tx.query(spellingStatement.text, [...scope, [...words]]);
  }
}
