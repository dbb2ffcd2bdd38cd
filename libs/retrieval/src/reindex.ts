import { recordAudit, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { getCollection, isMadeAlike, lockCollection, noteDimensions, type CollectionRow } from './collection';
import { countStale, findDocuments, staleDocuments } from './document.store';
import { embed, isLocal } from './embedder';
import type { RetrievalParts } from './ingest';
import { prepareDocuments, type PreparedDocument, type ReadDocument } from './prepare-document';
import { writePrepared } from './write-prepared';

/** Documents, and characters of their texts, of one call. */
const STEP = { limit: 100, length: 1_000_000 };

export interface ReindexRequest {
  tenantId: string;
  collection: string;
  actor: string;
  signal?: AbortSignal;
}

interface Stale {
  collection: CollectionRow;
  stale: ReadDocument[];
}

/**
 * Makes the passages of some documents anew that were made by other settings than the collection has now, or by a model that gives
 * vectors of another length by now. Called again it goes on, whoever called before, until none remain.
 */
export async function reindexSome(
  parts: RetrievalParts,
  request: ReindexRequest,
): Promise<{ reindexed: number; remaining: number }> {
  const { tenantId, collection: name, actor, signal } = request;
  const look = (tx: TenantTx) => getCollection(tx, name).then((collection) => staleOf(tx, collection));
  let { collection, stale } = await parts.tenants.withTenant(tenantId, look);
  if (stale.length === 0) ({ collection, stale } = await afterProbe(parts, request, { collection, stale }));
  const prepared = await prepareDocuments(stale, collection, { tenantId, ask: parts.ask, signal });
  return parts.tenants.withTenant(tenantId, async (tx) => {
    const now = await lockCollection(tx, name);
    if (!isMadeAlike(now, collection))
      throw new MaestroError('in-progress', 'The collection is being changed by others; try again.');
    const still = await unreplaced(tx, now, prepared);
    if (still.length === 0) return { reindexed: 0, remaining: await countStale(tx, now) };
    const after = await writePrepared(tx, now, still);
    const detail = { documents: still.length };
    await recordAudit(tx, { actor, action: 'collection.reindexed', subject: now.name, detail });
    return { reindexed: still.length, remaining: await countStale(tx, after) };
  });
}

async function staleOf(tx: TenantTx, collection: CollectionRow): Promise<Stale> {
  return { collection, stale: await staleDocuments(tx, collection, STEP) };
}

/** Where all seems well, one short text shows whether the provider still gives vectors as long as those that are there. */
async function afterProbe(
  { tenants, ask }: RetrievalParts,
  { tenantId, collection: name, signal }: ReindexRequest,
  before: Stale,
): Promise<Stale> {
  const { embedding, dimensions } = before.collection;
  if (embedding === null || isLocal(embedding) || dimensions === null) return before;
  const [vector] = await embed(ask, { ...embedding, tenantId, texts: [name], signal });
  if (vector?.length === dimensions) return before;
  return tenants.withTenant(tenantId, async (tx) => {
    const now = await lockCollection(tx, name);
    if (!isMadeAlike(now, before.collection)) return staleOf(tx, now);
    return staleOf(tx, await noteDimensions(tx, now, vector?.length ?? null));
  });
}

/** What was taken out or replaced meanwhile is not brought back. */
async function unreplaced(
  tx: TenantTx,
  { id: collection }: CollectionRow,
  prepared: readonly PreparedDocument[],
): Promise<PreparedDocument[]> {
  const ids = prepared.map(({ id }) => id);
  const digests = new Map((await findDocuments(tx, collection, ids)).map((row) => [row.id, row.digest]));
  return prepared.filter(({ id, digest }) => digests.get(id) === digest);
}
