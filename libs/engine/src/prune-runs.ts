import { firstIdAt, statement } from '@maestro/persistence';
import type { Engine } from './engine';

const listTenants = statement('list_tenant_ids');
const pruneStatement = statement('prune_runs');

/**
 * Forgets runs that ended more than `days` ago, with their tasks and their history, at most `limit` of each tenant.
 * Returns how many it forgot of the tenant that had most: `limit` of them means there are more.
 */
export async function pruneRuns(
  engine: Engine,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const tenants = await engine.database.query<{ id: string; before_ms: string }>(listTenants, [days]);
  let most = 0;
  for (const { id, before_ms } of tenants) {
    // Ids are made in the order of time: no run that old has a higher one.
    const rows = await engine.database.query(pruneStatement, [id, firstIdAt(Number(before_ms)), days, limit]);
    most = Math.max(most, rows.length);
  }
  return most;
}
