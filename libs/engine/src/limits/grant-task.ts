import type { Scope } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { rateKey, taskKey } from './keys';
import { passSlot } from './pass-slot';

const grantStatement = statement('grant_task');

/**
 * `granted`: the handler may begin. `parked`: the attempt is over as far as its worker is concerned, and nothing is to be
 * written of it. `winding`: its run winds down; it ends as cancelled.
 */
export type Grant = 'granted' | 'parked' | 'winding';

interface GrantRow {
  kind: Grant | 'stale';
  freed: boolean;
}

/**
 * Asks for the slot and the turn that a node's `concurrency` and `rate_limit` make it need. Being claimed is not enough:
 * the keys are known only once an attempt's values are. What cannot be had parks the task, and uses up no retry.
 *
 * @throws MaestroError `limit-exceeded`, `wrong-type` and what `render` throws, for the keys
 */
export async function grantTask(engine: Engine, task: ClaimedTask, scope: Scope): Promise<Grant> {
  const { concurrency, rate_limit: rate } = planNode(task);
  if (!concurrency && !rate) return 'granted';
  const { tenantId, runId } = task.run.ref;
  const key = concurrency && taskKey(concurrency.key, scope);
  const [row] = await engine.database.query<GrantRow & Record<string, unknown>>(grantStatement, [
    ...[tenantId, runId, task.n, task.token],
    ...[key, concurrency?.limit],
    ...[rate && rateKey(rate, scope), rate?.limit, rate?.per_ms],
  ]);
  if (row?.kind === 'granted' || row?.kind === 'winding') return row.kind;
  // A slot may have fallen free before it stood in the line; or it gave one back.
  if (key !== null && row?.kind === 'parked') await passSlot(engine, tenantId, key);
  return 'parked';
}
