import type { JsonObject } from '@maestro/dsl';
import { statement, type TenantTx } from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { getCollection, type CollectionRow } from './collection';
import { embed, embeddingDigest, isLocal, type Embedding } from './embedder';
import { readFilter, type Filter } from './filter';
import { fuse } from './fuse';
import type { RetrievalParts } from './ingest';
import { retrievalLimits } from './limits';
import type { Metadata } from './metadata';
import { searchText, type Hit } from './text-search';
import type { VectorSearch } from './vector-search';

const filterStatement = statement('filter_documents');
const readStatement = statement('read_chunks');

export const searchModes = ['text', 'vector', 'hybrid'] as const;

export type SearchMode = (typeof searchModes)[number];

export interface SearchRequest {
  tenantId: string;
  collection: string;
  query: string;
  /** Passages at most; 8 unless told. */
  k?: number | undefined;
  /** By words, by meaning or by both; both unless told, where the collection has vectors. */
  mode?: SearchMode | undefined;
  filter?: JsonObject | undefined;
  /** Leaves out what scores less. What a score means depends on the mode. */
  minScore?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A passage that answers: `text` is what stands at [from, to) of the text of its document. */
export interface Passage {
  text: string;
  score: number;
  document: string;
  version: number;
  title: string;
  uri: string | null;
  from: number;
  to: number;
  metadata: Metadata;
}

/** How deep each ranking is looked at before they are merged. */
const DEPTH = 50;
/** Passages that are gone when their texts are read have others looked up, so often. */
const ROUNDS = 3;

/**
 * Finds the passages of a collection that answer a question.
 *
 * @throws MaestroError `not-found`, and with pointers for what is not acceptable
 */
export async function search(
  parts: RetrievalParts & { vectors: VectorSearch },
  request: SearchRequest,
): Promise<{ mode: SearchMode; passages: Passage[] }> {
  const { tenantId, k = 8 } = request;
  checkRequest(request, k);
  const filter = request.filter && readFilter(request.filter, '/filter');
  const vectorOf = once((embedding) => questionVector(parts.ask, request, embedding));
  let found: { mode: SearchMode; passages: Passage[] } | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const ranked = await rank(parts, { ...request, filter, vectorOf, depth: Math.max(DEPTH, k * 2) });
    const wanted = ranked.hits.filter(({ score }) => score >= (request.minScore ?? -Infinity)).slice(0, k);
    const passages = await parts.tenants.withTenant(tenantId, (tx) => read(tx, ranked.collection, wanted));
    found = { mode: ranked.mode, passages: passages.map(({ no: _, ...passage }) => passage) };
    if (passages.length === wanted.length) break;
    // Somebody took documents out or replaced them meanwhile.
    const there = new Set(passages.map(({ no }) => no));
    const gone = wanted.filter(({ no }) => !there.has(no)).map(({ no }) => no);
    parts.vectors.forget(tenantId, ranked.collection, gone);
  }
  return found as NonNullable<typeof found>;
}

/** What a question would have a provider make a vector of, for whoever reserves money first; null where it would ask nobody. */
export async function textToEmbed(
  { tenants }: Pick<RetrievalParts, 'tenants'>,
  {
    tenantId,
    collection: name,
    query,
    mode,
  }: Pick<SearchRequest, 'tenantId' | 'collection' | 'query' | 'mode'>,
): Promise<{ embedding: Embedding; texts: string[] } | null> {
  const { embedding } = await tenants.withTenant(tenantId, (tx) => getCollection(tx, name));
  return embedding === null || mode === 'text' || isLocal(embedding) ? null : { embedding, texts: [query] };
}

interface Asked extends Omit<SearchRequest, 'filter'> {
  filter: Filter | undefined;
  vectorOf: (embedding: Embedding) => Promise<readonly number[]>;
  depth: number;
}

interface Ranked {
  collection: CollectionRow;
  mode: SearchMode;
  hits: Hit[];
}

async function rank(parts: RetrievalParts & { vectors: VectorSearch }, asked: Asked): Promise<Ranked> {
  const { tenantId, query, depth: limit } = asked;
  const { collection, mode, documents, byWords } = await parts.tenants.withTenant(tenantId, async (tx) => {
    const collection = await getCollection(tx, asked.collection);
    // Whatever is asked has an index; a planner that knows little of a young table would read all of it.
    await tx.query(`SELECT set_config('enable_seqscan', 'off', true)`);
    const mode = modeOf(collection, asked.mode);
    const documents = asked.filter ? await documentsOf(tx, collection, asked.filter) : null;
    const byWords =
      mode === 'vector' || documents?.length === 0
        ? []
        : await searchText(tx, collection, { query, documents, limit });
    return { collection, mode, documents, byWords };
  });
  if (mode === 'text' || collection.embedding === null || documents?.length === 0)
    return { collection, mode, hits: byWords };
  const vector = await asked.vectorOf(collection.embedding);
  checkLength(collection, vector.length);
  const byMeaning = await parts.vectors.search(tenantId, collection, { vector, documents, limit });
  return { collection, mode, hits: mode === 'vector' ? byMeaning : fuse([byWords, byMeaning]) };
}

async function questionVector(
  ask: RetrievalParts['ask'],
  { tenantId, query, signal }: SearchRequest,
  embedding: Embedding,
): Promise<readonly number[]> {
  const [vector = []] = await embed(ask, { ...embedding, tenantId, texts: [query], signal });
  return vector;
}

/** A question is asked of a provider once, however often passages are looked for; of another one only if the collection names another. */
function once(make: Asked['vectorOf']): Asked['vectorOf'] {
  const made = new Map<string, Promise<readonly number[]>>();
  return (embedding) => {
    const key = embeddingDigest(embedding).toString('hex');
    const before = made.get(key) ?? make(embedding);
    made.set(key, before);
    return before;
  };
}

/** Vectors of two lengths do not compare. */
function checkLength({ name, dimensions, embedding }: CollectionRow, length: number): void {
  if (dimensions === null || dimensions === length) return;
  const model = `${embedding?.provider}/${embedding?.model}`;
  throw new MaestroError(
    'embedding-changed',
    `${model} gives vectors of ${length} numbers now, and those of ${name} have ${dimensions}: re-index the collection.`,
  );
}

function modeOf({ name, embedding }: CollectionRow, asked: SearchMode | undefined): SearchMode {
  if (embedding !== null) return asked ?? 'hybrid';
  if (asked === undefined || asked === 'text') return 'text';
  throw faultAt('conflicting-fields', '/mode', `The collection ${name} has no embedding: ask in mode text.`);
}

async function documentsOf(tx: TenantTx, { id }: CollectionRow, filter: Filter): Promise<string[] | null> {
  if (filter.count === 0) return null;
  const values = [tx.tenantId, id, filter.count, JSON.stringify(filter.conditions)];
  return (await tx.query<{ no: string }>(filterStatement.text, values)).map(({ no }) => no);
}

async function read(
  tx: TenantTx,
  { id }: CollectionRow,
  hits: readonly Hit[],
): Promise<(Passage & { no: string })[]> {
  type Row = Omit<Passage, 'score'> & { no: string };
  const rows = await tx.query<Row>(readStatement.text, [tx.tenantId, id, hits.map(({ no }) => no)]);
  const byNumber = new Map(rows.map((row) => [row.no, row]));
  return hits.flatMap(({ no, score }) => {
    const row = byNumber.get(no);
    return row ? [{ ...row, score }] : [];
  });
}

function checkRequest({ query, minScore }: SearchRequest, k: number): void {
  const { queryLength, results } = retrievalLimits;
  if (query.trim() === '' || query.length > queryLength)
    throw faultAt('out-of-range', '/query', `A question has 1 to ${queryLength} characters.`);
  if (/\0|\p{Surrogate}/u.test(query))
    throw faultAt('validation-failed', '/query', 'This holds a character that cannot be looked for.');
  if (!Number.isInteger(k) || k < 1 || k > results)
    throw faultAt('out-of-range', '/k', `This must be from 1 to ${results}.`);
  if (minScore !== undefined && !Number.isFinite(minScore))
    throw new MaestroError('wrong-type', 'The least score must be a number.');
}
