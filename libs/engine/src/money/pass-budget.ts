import { statement } from '@maestro/persistence';
import type { Engine } from '../engine';

const passBudgetStatement = statement('pass_budget');

/** In one statement. */
const MOST = 500;

/** Under which tasks wait while their tenant's kill switch is on. */
export const STOP_KEY = 'budget/stop';

/** Under which tasks wait for the money of an account. */
export const budgetKey = (account: string): string => `budget/${account}`;

/**
 * Lets tasks ask again that wait for an account to which money has come, or for the end of a stop: as many as what is left
 * reaches for. Whoever parks and whoever brings money both commit and then look, so that neither misses the other. Safe to repeat.
 */
export async function passBudget(engine: Engine, tenantId: string, key: string): Promise<void> {
  for (;;) {
    const rows = await engine.database.query<{ run_id: string; n: number; queue: string }>(
      passBudgetStatement,
      [tenantId, key, MOST],
    );
    const tasks = rows.map(({ run_id: runId, n, queue }) => ({ tenantId, runId, n, queue }));
    if (tasks.length > 0) await engine.dispatcher.dispatch(tasks);
    if (rows.length < MOST) return;
  }
}
