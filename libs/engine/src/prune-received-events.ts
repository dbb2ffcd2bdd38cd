import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const pruneStatement = statement('prune_received_events');

/**
 * Forgets events that were received more than `days` ago, at most `limit` of them, with their firings. Returns how many; `limit` of
 * them means there are more.
 */
export async function pruneReceivedEvents(
  engine: Engine,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  return (await engine.database.query(pruneStatement, [days, limit])).length;
}
