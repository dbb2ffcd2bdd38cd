import { formatMoney, type JsonObject, type WorstCase } from '@maestro/dsl';
import { formatId, statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import type { Grant } from '../limits/grant-task';
import { passSlot } from '../limits/pass-slot';
import { planNode } from '../prepare-task';
import { passBudget } from './pass-budget';

const reserveStatement = statement('reserve_money');

interface ReserveRow {
  kind: 'granted' | 'parked' | 'unpriced' | 'beyond' | 'winding' | 'stale';
  amount: number | null;
  /** What it waits for. */
  key: string | null;
  /** Concurrency key of a slot that it gave back. */
  freed: string | null;
  detail: JsonObject | null;
}

export interface ReserveOptions {
  /** A model without a price may cost what is declared: an obligation of policy. */
  trusting?: boolean;
}

/**
 * Sets aside what an attempt may cost at worst, on the accounts of its run, of the runs that wait for it, of their templates
 * and of its tenant. What the money does not reach for parks the task, and uses up no retry.
 *
 * @throws MaestroError `budget-exceeded` where waiting would not do, `agent-limit` where that is the account of an agent's run,
 * `unknown-model`
 */
export async function reserveMoney(
  engine: Engine,
  task: ClaimedTask,
  { trusting = false, ...worst }: WorstCase & ReserveOptions,
): Promise<Grant> {
  const { tenantId, runId } = task.run.ref;
  const { id, ref } = planNode(task);
  const tokens = 'model' in worst ? [worst.model, worst.maxInputTokens, worst.maxOutputTokens] : [null, 0, 0];
  const declared = 'model' in worst ? (worst.declaredMicros ?? null) : worst.micros;
  const [row] = await engine.database.query<ReserveRow & Record<string, unknown>>(reserveStatement, [
    ...[tenantId, runId, task.n, task.token],
    ...[id, ref, ...tokens, declared, trusting, 'model' in worst ? (worst.calls ?? 1) : 1],
  ]);
  if (row?.kind === 'granted' || row?.kind === 'winding') return row.kind;
  if (row?.kind === 'unpriced') throw unpriced('model' in worst ? worst.model : '');
  if (row?.kind === 'beyond') throw beyond(row);
  if (row) await lookAgain(engine, tenantId, row);
  return 'parked';
}

/**
 * Money may have come before the task stood in the line; and others may want the slot it gave back. The task is parked, whatever
 * becomes of this: the sweep looks again.
 */
async function lookAgain(engine: Engine, tenantId: string, { key, freed }: ReserveRow): Promise<void> {
  try {
    if (key) await passBudget(engine, tenantId, key);
    if (freed) await passSlot(engine, tenantId, freed);
  } catch (error) {
    engine.onError(error, 'passing on money');
  }
}

function unpriced(model: string): MaestroError {
  const detail = `The model "${model}" has no price (maestro provider price, or PUT /api/model-pricing/{model}), and the tenant takes no declared worst case in its stead.`;
  return new MaestroError('unknown-model', detail);
}

function beyond({ amount, detail }: ReserveRow): MaestroError {
  const { budget, cap, spent, on_exhausted, agent } = detail ?? {};
  const [needed, whole] = [formatMoney(amount ?? 0), formatMoney(Number(cap))];
  const account = formatId('bud', String(budget));
  if (on_exhausted !== 'fail')
    return new MaestroError(
      'budget-exceeded',
      `An attempt may cost ${needed}, which is more than the whole cap of ${account}, ${whole}.`,
    );
  const gone = `${formatMoney(Number(spent))} of ${whole} are spent, and the next attempt may cost ${needed}.`;
  return typeof agent === 'string'
    ? new MaestroError('agent-limit', `A run of ${agent} may cost no more: ${gone}`)
    : new MaestroError('budget-exceeded', `The budget of the run, ${account}, waits for no money: ${gone}`);
}
