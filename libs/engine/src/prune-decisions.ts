import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const pruneStatement = statement('prune_policy_decisions');

/**
 * Forgets policy decisions of more than `days` ago, at most `limit` of them; those about a run go only after it. Returns how many;
 * `limit` of them means there are more.
 */
export async function pruneDecisions(
  engine: Engine,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  return (await engine.database.query(pruneStatement, [days, limit])).length;
}
