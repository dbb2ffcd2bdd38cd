import { statement } from '@maestro/persistence';
import { leaseValues, type Keeper, type Term } from './leader';

const judgeStatement = statement('judge_deadlines');

/**
 * Looks at the slots whose deadline has come, and tells once of each that is not over: it runs, waits, was refused, or never began.
 *
 * @returns how many it looked at; `limit` where there is more to do at once
 */
export async function judgeDeadlines(keeper: Keeper, term: Term, limit: number): Promise<number> {
  const values = [...leaseValues(keeper, term), limit];
  const rows = await keeper.engine.database.query<{ missed: boolean }>(judgeStatement, values);
  for (const { missed } of rows) if (missed) keeper.onDeadlineMissed();
  return rows.length;
}
