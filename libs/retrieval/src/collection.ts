import { createHash } from 'node:crypto';
import { canonicalJson, changedNames, type JsonObject } from '@maestro/dsl';
import { newId, recordAudit, type TenantTx } from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { embeddingDigest, isLocal, type Embedding } from './embedder';
import { retrievalLimits } from './limits';

/** Configurations of text search that every Postgres has since 15. */
export const languages = [
  ...([
    'simple',
    'english',
    'arabic',
    'armenian',
    'basque',
    'catalan',
    'danish',
    'dutch',
    'finnish',
  ] as const),
  ...(['french', 'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian'] as const),
  ...(['lithuanian', 'nepali', 'norwegian', 'portuguese', 'romanian', 'russian', 'serbian'] as const),
  ...(['spanish', 'swedish', 'tamil', 'turkish', 'yiddish'] as const),
];

export type Language = (typeof languages)[number];

/** What somebody says of a collection. */
export interface CollectionFields {
  name: string;
  description: string;
  language: Language;
  chunkSize: number;
  chunkOverlap: number;
  embedding: Embedding | null;
}

export interface CollectionRow extends CollectionFields {
  id: string;
  documents: number;
  chunks: number;
  /** How long its vectors are, where a provider makes them; null before the first. */
  dimensions: number | null;
  /** Words of all its passages. */
  words: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

export const collectionPattern = /^[a-z0-9][a-z0-9._-]{0,127}$/;

const COLUMNS = `id, name, description, language, chunk_size AS "chunkSize", chunk_overlap AS "chunkOverlap", embedding,
  dimensions, documents::float8, chunks::float8, words::float8, created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;
const LIST = `SELECT ${COLUMNS} FROM maestro_collections WHERE tenant_id = $1 AND name > $2 ORDER BY name LIMIT $3`;
const FIND = `SELECT ${COLUMNS} FROM maestro_collections WHERE tenant_id = $1 AND name = $2`;
/** Whoever writes holds it until the transaction ends: writers of a collection take turns. */
const LOCK = `${FIND} FOR UPDATE`;
const INSERT = `INSERT INTO maestro_collections
  (tenant_id, id, name, description, language, chunk_size, chunk_overlap, embedding, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id`;
const UPDATE = `UPDATE maestro_collections SET name = $3, description = $4, language = $5, chunk_size = $6, chunk_overlap = $7,
  embedding = $8, dimensions = CASE WHEN embedding = $8::jsonb THEN dimensions END, updated_at = maestro_now() WHERE tenant_id = $1 AND id = $2`;
const NOTE = 'UPDATE maestro_collections SET dimensions = $3 WHERE tenant_id = $1 AND id = $2';
const COUNT = 'SELECT count(*)::int AS count FROM maestro_collections WHERE tenant_id = $1';
const DELETE = 'DELETE FROM maestro_collections WHERE tenant_id = $1 AND id = $2';
/** How long a writer waits for its turn. */
const TURN = '10s';

/** By name. */
export async function listCollections(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<{ rows: CollectionRow[]; hasMore: boolean }> {
  const rows = await tx.query<CollectionRow>(LIST, [tx.tenantId, after ?? '', limit + 1]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** @throws MaestroError `not-found` */
export async function getCollection(tx: TenantTx, name: string): Promise<CollectionRow> {
  return found(collectionPattern.test(name) ? await tx.query<CollectionRow>(FIND, [tx.tenantId, name]) : []);
}

/** The same, which nobody else writes to until the transaction ends. */
export async function lockCollection(tx: TenantTx, name: string): Promise<CollectionRow> {
  if (!collectionPattern.test(name)) return found([]);
  await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [TURN]);
  return found(await tx.query<CollectionRow>(LOCK, [tx.tenantId, name]));
}

/** @throws MaestroError `name-taken`, `limit-exceeded`, and for fields that are not acceptable */
export async function createCollection(
  tx: TenantTx,
  fields: CollectionFields,
  actor: string,
): Promise<CollectionRow> {
  checkFields(fields);
  const [held] = await tx.query<{ count: number }>(COUNT, [tx.tenantId]);
  if ((held?.count ?? 0) >= retrievalLimits.collections)
    throw new MaestroError('limit-exceeded', `A tenant may have ${retrievalLimits.collections} collections.`);
  const made = await tx.query(INSERT, [tx.tenantId, newId(), ...valuesOf(fields), actor]);
  if (made.length === 0) throw taken(fields.name);
  await recordAudit(tx, {
    ...{ actor, action: 'collection.created', subject: fields.name },
    detail: settingsOf(fields),
  });
  return getCollection(tx, fields.name);
}

/** Changes a collection that is locked. Its passages stay as they are until they are made anew. */
export async function changeCollection(
  tx: TenantTx,
  row: CollectionRow,
  { changes, actor }: { changes: Partial<CollectionFields>; actor: string },
): Promise<CollectionRow> {
  const after = { ...row, ...changes };
  checkFields(after);
  const changed = changedNames<CollectionFields>(row, changes);
  if (changed.length === 0) return row;
  if (after.name !== row.name && (await tx.query(FIND, [tx.tenantId, after.name])).length > 0)
    throw taken(after.name);
  await tx.query(UPDATE, [tx.tenantId, row.id, ...valuesOf(after)]);
  const detail = { ...Object.fromEntries(changed.map((name) => [name, after[name]])), before: row.name };
  await recordAudit(tx, { actor, action: 'collection.changed', subject: after.name, detail });
  return getCollection(tx, after.name);
}

/** Ends a collection that is locked, with all that is in it. */
export async function removeCollection(tx: TenantTx, row: CollectionRow, actor: string): Promise<void> {
  await tx.query(DELETE, [tx.tenantId, row.id]);
  const detail = { documents: row.documents };
  await recordAudit(tx, { actor, action: 'collection.deleted', subject: row.name, detail });
}

/** Whether passages that were made for the one can be written into the other. */
export function isMadeAlike(one: CollectionRow, other: CollectionRow): boolean {
  return one.id === other.id && canonicalJson(settingsOf(one)) === canonicalJson(settingsOf(other));
}

/** Stands for all that passages depend on besides their document. */
export function settingsDigest({ dimensions, ...fields }: CollectionRow): string {
  const settings = { ...settingsOf(fields), ...(dimensions === null ? {} : { dimensions }) };
  return createHash('sha256').update(canonicalJson(settings)).digest('hex');
}

/** The digest of what makes the vectors of a collection; null where nothing does. */
export function vectorsDigest({ embedding, dimensions }: CollectionRow): Buffer | null {
  return embedding && embeddingDigest(embedding, dimensions);
}

/**
 * Notes how long vectors are that are to be written into a collection that is locked, and gives it as it is then. Where a
 * provider gives others than before, all other passages are out of date from here on.
 */
export async function noteDimensions(
  tx: TenantTx,
  row: CollectionRow,
  length: number | null,
): Promise<CollectionRow> {
  if (length === null || row.embedding === null || isLocal(row.embedding) || row.dimensions === length)
    return row;
  await tx.query(NOTE, [tx.tenantId, row.id, length]);
  return { ...row, dimensions: length };
}

type Settings = Pick<CollectionFields, 'language' | 'chunkSize' | 'chunkOverlap' | 'embedding'>;

function settingsOf({ language, chunkSize, chunkOverlap, embedding }: Settings): JsonObject {
  return {
    ...{ language, chunk_size: chunkSize, chunk_overlap: chunkOverlap },
    embedding: embedding && { provider: embedding.provider, model: embedding.model },
  };
}

function valuesOf({
  name,
  description,
  language,
  chunkSize,
  chunkOverlap,
  embedding,
}: CollectionFields): unknown[] {
  return [name, description, language, chunkSize, chunkOverlap, embedding && JSON.stringify(embedding)];
}

function checkFields({ name, chunkSize, chunkOverlap }: CollectionFields): void {
  if (!collectionPattern.test(name))
    throw faultAt(
      'invalid-name',
      '/name',
      'A name has 1 to 128 characters of a-z, 0-9, ".", "_" and "-", and starts with a letter or digit.',
    );
  if (chunkOverlap > chunkSize / 2)
    throw faultAt('out-of-range', '/chunk_overlap', 'Passages may overlap by half of their size.');
}

function taken(name: string): MaestroError {
  return faultAt('name-taken', '/name', `There is a collection ${name}.`);
}

function found([row]: CollectionRow[]): CollectionRow {
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such collection.');
}
