import { recordAudit } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { getCollection, lockCollection, settingsDigest } from './collection';
import { countStale, findDocuments, putIn, staleDocuments } from './document.store';
import type { RetrievalParts } from './ingest';
import { prepareDocuments } from './prepare-document';

/** Documents, and characters of their texts, of one call. */
const STEP = { limit: 100, length: 1_000_000 };

/**
 * Makes the passages of some documents anew that were made by other settings than the collection has now. Called again it goes on,
 * whoever called before, until none remain.
 */
export async function reindexSome(
  parts: RetrievalParts,
  {
    tenantId,
    collection: name,
    actor,
    signal,
  }: { tenantId: string; collection: string; actor: string; signal?: AbortSignal },
): Promise<{ reindexed: number; remaining: number }> {
  const { collection, stale } = await parts.tenants.withTenant(tenantId, async (tx) => {
    const collection = await getCollection(tx, name);
    return { collection, stale: await staleDocuments(tx, collection, STEP) };
  });
  const prepared = await prepareDocuments(stale, collection, { tenantId, ask: parts.ask, signal });
  return parts.tenants.withTenant(tenantId, async (tx) => {
    const now = await lockCollection(tx, name);
    if (now.id !== collection.id || settingsDigest(now) !== settingsDigest(collection))
      throw new MaestroError('in-progress', 'The collection is being changed by others; try again.');
    const rows = await findDocuments(
      tx,
      now.id,
      prepared.map(({ id }) => id),
    );
    const digests = new Map(rows.map((row) => [row.id, row.digest]));
    // What was taken out or replaced meanwhile is not brought back.
    const still = prepared.filter(({ id, digest }) => digests.get(id) === digest);
    if (still.length > 0) {
      await putIn(tx, now, still);
      const detail = { documents: still.length };
      await recordAudit(tx, { actor, action: 'collection.reindexed', subject: now.name, detail });
    }
    return { reindexed: still.length, remaining: await countStale(tx, now) };
  });
}
