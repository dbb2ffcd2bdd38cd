import { spill, unspill, type ArtifactRef } from '@maestro/artifacts';
import { digest, type Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const cacheRead = statement('cache_read');
const cacheStore = statement('cache_store');
const cachePrune = statement('cache_prune');

/** Under what a result is kept: one of another tenant is another one. */
export interface CachedResult {
  tenantId: string;
  key: string;
}

/** The key of a result: of one handler, under what the node's own key came to. */
export function resultKey(ref: string, rendered: Json): string {
  return digest([ref, rendered]);
}

/** A result that is still good, or null. One that cannot be read any more is none. */
export async function readResult(
  engine: Engine,
  { tenantId, key }: CachedResult,
): Promise<{ output: Json } | null> {
  const [row] = await engine.database.query<{ output: Json; output_ref: ArtifactRef | null }>(cacheRead, [
    tenantId,
    key,
  ]);
  if (!row) return null;
  if (!row.output_ref) return { output: row.output };
  try {
    return { output: await unspill(engine.artifacts, tenantId, { artifact: row.output_ref }) };
  } catch (error) {
    engine.onError(error, 'reading a cached result');
    return null;
  }
}

/** Keeps a result for `ttlMs`. */
export async function storeResult(
  engine: Engine,
  { tenantId, key }: CachedResult,
  { output, ttlMs }: { output: Json; ttlMs: number },
): Promise<void> {
  const { artifact } = await spill({ store: engine.artifacts, tenantId, value: output });
  await engine.database.query(cacheStore, [
    tenantId,
    key,
    artifact ? null : JSON.stringify(output),
    artifact ? JSON.stringify(artifact) : null,
    ttlMs,
  ]);
}

/** Forgets results whose time is over. Returns how many; `limit` of them means there are more. */
export async function pruneResults(engine: Engine, limit = 1_000): Promise<number> {
  return (await engine.database.query(cachePrune, [limit])).length;
}
