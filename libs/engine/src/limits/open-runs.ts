import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Engine } from '../engine';

const openRunCount = statement('open_run_count');

/** When it is worth asking again, in seconds. */
const RETRY_AFTER_S = 5;

/**
 * How many more runs a tenant may start now; null where it has no limit. Starts of several processes at once may pass it
 * by as many as meet.
 */
export async function roomForRuns(engine: Engine, tenantId: string): Promise<number | null> {
  const limit = (await engine.limits()).get(tenantId)?.maxOpenRuns ?? null;
  if (limit === null) return null;
  const [row] = await engine.database.query<{ open: number }>(openRunCount, [tenantId, limit]);
  return limit - (row?.open ?? 0);
}

/** The refusal of a start beyond the limit. */
export function tooManyRuns(): MaestroError {
  const detail = 'The tenant has as many open runs as it may. One of them has to end first.';
  return new MaestroError('quota-exceeded', detail, { retryAfter: RETRY_AFTER_S });
}
