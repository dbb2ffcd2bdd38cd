import { recordAudit, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { getCollection, isMadeAlike, lockCollection, settingsDigest, type CollectionRow } from './collection';
import { findDocuments, takeOut, type DocumentRow } from './document.store';
import { isLocal, type Embedding, type EmbedTexts } from './embedder';
import { findPaid } from './embedding/paid-vectors';
import { retrievalLimits } from './limits';
import {
  cutDocuments,
  embeddedTexts,
  prepareDocuments,
  readDocument,
  type GivenDocument,
  type PreparedDocument,
  type ReadDocument,
} from './prepare-document';
import { writePrepared } from './write-prepared';

/** What ingesting needs besides the documents. */
export interface RetrievalParts {
  tenants: TenantDatabase;
  /** Null where there is no provider of vectors: the local embedding needs none. */
  ask: EmbedTexts | null;
}

export interface IngestRequest {
  tenantId: string;
  collection: string;
  documents: readonly GivenDocument[];
  actor: string;
  signal?: AbortSignal | undefined;
  /** Where the documents stand in what somebody sent. */
  pointerOf?: (index: number) => string;
  /** Throws where a document is not in the state that somebody wanted to change. */
  check?: (before: DocumentRow | null) => void;
}

export type IngestStatus = 'new' | 'changed' | 'unchanged';

export interface Ingested {
  status: IngestStatus;
  document: DocumentRow;
}

/** Settings that change while passages are made have them made again, so often. */
const ROUNDS = 3;

/**
 * Brings documents into a collection: all of them, or none. The same content again changes nothing; other content takes the place
 * of what was there in one transaction, so that a reader sees the one or the other. Reading files and asking for vectors come
 * before that transaction.
 *
 * @throws MaestroError with pointers for what is not acceptable
 */
export async function ingestDocuments(parts: RetrievalParts, request: IngestRequest): Promise<Ingested[]> {
  const { tenantId, collection: name, signal } = request;
  const documents = await readAll(request);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { collection, fresh } = await parts.tenants.withTenant(tenantId, async (tx) => {
      const collection = await getCollection(tx, name);
      return { collection, fresh: await unlike(tx, collection, documents) };
    });
    const prepared = await prepareDocuments(fresh, collection, { tenantId, ask: parts.ask, signal });
    const written = await parts.tenants.withTenant(tenantId, async (tx) => {
      const now = await lockCollection(tx, name);
      if (!isMadeAlike(now, collection)) return null;
      const ready = new Map(prepared.map((document) => [document.id, document]));
      const before = await rowsOf(tx, now, documents);
      if (request.check) for (const { id } of documents) request.check(before.get(id) ?? null);
      const needed = (await unlike(tx, now, documents)).map(({ id }) => ready.get(id));
      // Somebody took one out or changed it meanwhile, which was like ours before.
      if (needed.some((document) => document === undefined)) return null;
      if (needed.length > 0) await writePrepared(tx, now, needed as PreparedDocument[]);
      return tell(tx, { collection: now, documents, before, actor: request.actor });
    });
    if (written) return written;
  }
  throw new MaestroError('in-progress', 'The collection is being changed by others; try again.');
}

/**
 * What an ingest would have a provider make vectors of now, for whoever reserves money first; null where it would ask nobody.
 *
 * @throws MaestroError as `ingestDocuments` for what is not acceptable
 */
export async function textsToEmbed(
  { tenants }: Pick<RetrievalParts, 'tenants'>,
  request: IngestRequest,
): Promise<{ embedding: Embedding; texts: string[] } | null> {
  const { tenantId, collection: name } = request;
  const collection = await tenants.withTenant(tenantId, (tx) => getCollection(tx, name));
  const { embedding } = collection;
  if (embedding === null || isLocal(embedding)) return null;
  const documents = await readAll(request);
  const fresh = await tenants.withTenant(tenantId, (tx) => unlike(tx, collection, documents));
  const texts = [...new Set(embeddedTexts(cutDocuments(fresh, collection)))];
  const known = await findPaid({ tenants, tenantId, embedding }, texts);
  const missing = texts.filter((text) => !known.has(text));
  return missing.length === 0 ? null : { embedding, texts: missing };
}

/** Takes documents out of a collection; says which were there. */
export async function removeDocument(
  tx: TenantTx,
  { collection: name, id, actor }: { collection: string; id: string; actor: string },
  check: (before: DocumentRow) => void,
): Promise<DocumentRow> {
  const collection = await lockCollection(tx, name);
  const [row] = await findDocuments(tx, collection.id, [id]);
  if (!row) throw new MaestroError('not-found', 'There is no such document.');
  check(row);
  await takeOut(tx, collection, [id]);
  await recordAudit(tx, { actor, action: 'document.deleted', subject: collection.name, detail: { id } });
  return row;
}

async function readAll({ documents, pointerOf, signal }: IngestRequest): Promise<ReadDocument[]> {
  const { documentsPerCall, textPerCall } = retrievalLimits;
  if (documents.length > documentsPerCall)
    throw new MaestroError('batch-too-large', `One call may bring ${documentsPerCall} documents.`);
  const read: ReadDocument[] = [];
  const ids = new Set<string>();
  let length = 0;
  for (const [i, given] of documents.entries()) {
    const pointer = pointerOf?.(i) ?? '';
    if (ids.has(given.id)) throw faultAt('duplicate-id', `${pointer}/id`, 'The id was given before.');
    ids.add(given.id);
    const document = await readDocument(given, { pointer, signal });
    length += document.text.length;
    if (length > textPerCall)
      throw new MaestroError(
        'limit-exceeded',
        `The documents of one call may have ${textPerCall} characters of text.`,
      );
    read.push(document);
  }
  return read;
}

async function rowsOf(
  tx: TenantTx,
  collection: CollectionRow,
  documents: readonly ReadDocument[],
): Promise<Map<string, DocumentRow>> {
  const ids = documents.map(({ id }) => id);
  return new Map((await findDocuments(tx, collection.id, ids)).map((row) => [row.id, row]));
}

/** Those that are not there as they are given, or have passages by other settings. */
async function unlike(
  tx: TenantTx,
  collection: CollectionRow,
  documents: readonly ReadDocument[],
): Promise<ReadDocument[]> {
  const settings = settingsDigest(collection);
  const rows = await rowsOf(tx, collection, documents);
  return documents.filter(({ id, digest }) => {
    const row = rows.get(id);
    return row?.digest !== digest || row.settings !== settings;
  });
}

interface Told {
  collection: CollectionRow;
  documents: readonly ReadDocument[];
  before: ReadonlyMap<string, DocumentRow>;
  actor: string;
}

async function tell(tx: TenantTx, { collection, documents, before, actor }: Told): Promise<Ingested[]> {
  const after = await rowsOf(tx, collection, documents);
  const told = documents.map(({ id, digest }): Ingested => {
    const was = before.get(id);
    const status = was === undefined ? 'new' : was.digest === digest ? 'unchanged' : 'changed';
    return { status, document: after.get(id) as DocumentRow };
  });
  const touched = told.filter(({ status }) => status !== 'unchanged');
  if (touched.length === 0) return told;
  const count = (wanted: IngestStatus) => told.filter(({ status }) => status === wanted).length;
  const ids = touched.slice(0, 20).map(({ document }) => document.id);
  const detail = { new: count('new'), changed: count('changed'), ids };
  await recordAudit(tx, { actor, action: 'document.written', subject: collection.name, detail });
  return told;
}
