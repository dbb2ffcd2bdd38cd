import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const slotsStatement = statement('prune_slots');
const backfillsStatement = statement('prune_backfills');

/**
 * Forgets slots of schedules that were settled more than `days` ago and whose runs are forgotten, and backfills of which no slot is
 * left, at most `limit` of each. Returns how many of what was most; `limit` of them means there are more.
 */
export async function pruneSlots(
  engine: Engine,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const slots = await engine.database.query(slotsStatement, [days, limit]);
  const backfills = await engine.database.query(backfillsStatement, [days, limit]);
  return Math.max(slots.length, backfills.length);
}
