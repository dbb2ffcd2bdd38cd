import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const pruneStatement = statement('prune_requests');

/** Forgets answers kept under idempotency keys whose time is over. Returns how many; `limit` of them means there are more. */
export async function pruneRequests(engine: Engine, limit = 1_000): Promise<number> {
  return (await engine.database.query(pruneStatement, [limit])).length;
}
