import { statement, type EngineTransaction } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Engine } from '../engine';

const lockOpenRuns = statement('lock_open_runs');
const openRunCount = statement('open_run_count');

/** When it is worth asking again, in seconds. */
const RETRY_AFTER_S = 5;

/**
 * Does what starts runs of a tenant, knowing how many more it may have open: null where it has no limit. Where it has one,
 * starts of all processes go one after the other, so that none counts without the runs of another.
 *
 * @param work inserts at most so many runs by way of the client it is given; it may be called again
 */
export async function withRoom<T>(
  engine: Engine,
  tenantId: string,
  work: (room: number | null, client: EngineTransaction) => Promise<T>,
): Promise<T> {
  const limit = (await engine.limits()).get(tenantId)?.maxOpenRuns ?? null;
  if (limit === null) return work(null, engine.database);
  return engine.database.transaction(async (client) => {
    await client.query(lockOpenRuns, [tenantId]);
    const [row] = await client.query<{ open: number }>(openRunCount, [tenantId, limit]);
    return work(Math.max(0, limit - (row?.open ?? 0)), client);
  });
}

/** The refusal of a start beyond the limit. */
export function tooManyRuns(): MaestroError {
  const detail = 'The tenant has as many open runs as it may. One of them has to end first.';
  return new MaestroError('quota-exceeded', detail, { retryAfter: RETRY_AFTER_S });
}
