import type { NodeCost, Usage } from '@maestro/dsl';
import type { NodeDraft } from '@maestro/flow/testing';
import { newId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import {
  prepareTask,
  reserveMoney,
  worstCaseOf,
  planNode,
  type ClaimedTask,
  type CompletionOutcome,
} from '../src';
import type { Harness, TestWorker } from './harness';

const plainCost: NodeCost = {
  ...{ worst_case: null, model: null, max_input_tokens: null, max_output_tokens: null },
  ...{ used: null, input_tokens: null, output_tokens: null, reads: [] },
};

/** A task of which an attempt costs so much at worst. */
export const costing = (cost: string | Partial<NodeCost>, more: NodeDraft = {}): NodeDraft => ({
  ...more,
  light: false,
  cost: { ...plainCost, ...(typeof cost === 'string' ? { worst_case: cost } : cost) },
});

export interface Account {
  id: string;
  cap: number;
  spent: number;
  reserved: number;
}

/** Opens an account; its cap in micro-dollars. */
export async function open(
  { sql, tenantId }: Harness,
  account: { cap: number; subject?: string; scope?: string; period?: string; timezone?: string },
): Promise<string> {
  const id = newId();
  const { cap, subject = tenantId, scope = 'tenant', period = 'total', timezone = 'UTC' } = account;
  await sql(
    `INSERT INTO maestro_budgets (tenant_id, id, scope, subject, period, timezone, cap, period_start, period_end, created_by)
     SELECT $1, $2, $3, $4, $5, $6, $7, p.starts, p.ends, 'test' FROM maestro_period($5, $6, maestro_now()) p`,
    [tenantId, id, scope, subject, period, timezone, cap],
  );
  return id;
}

export async function account({ sql, tenantId }: Harness, id: string): Promise<Account> {
  const [row] = await sql<Account>(
    `SELECT id, cap::float8 AS cap, spent::float8 AS spent, reserved::float8 AS reserved FROM maestro_budgets
     WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id],
  );
  if (!row) throw new Error('no such account');
  return row;
}

/** Asks for the money of an attempt as a worker does; true where it may begin. */
export async function begin(harness: Harness, worker: TestWorker, task: ClaimedTask): Promise<boolean> {
  const scope = await prepareTask(harness.engine, task, new Date(0));
  const { cost } = planNode(task);
  if (!scope || !cost) throw new Error('it costs nothing');
  try {
    const grant = await reserveMoney(harness.engine, task, worstCaseOf(cost, scope));
    if (grant === 'winding')
      await end(worker, task, { outcome: { kind: 'cancelled' }, bill: { kind: 'nothing' } });
    return grant === 'granted';
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const outcome = { kind: 'failed', error: error.toProblem() } as const;
    await end(worker, task, { outcome, bill: { kind: 'nothing' } });
    return false;
  }
}

export async function claimAndBegin(harness: Harness, worker: TestWorker): Promise<ClaimedTask[]> {
  const begun: ClaimedTask[] = [];
  for (const task of await worker.claim(harness.inbox.splice(0)))
    if (await begin(harness, worker, task)) begun.push(task);
  return begun;
}

export async function end(
  worker: TestWorker,
  task: ClaimedTask,
  { bill, outcome = { kind: 'succeeded', output: null } }: { bill: Usage; outcome?: CompletionOutcome },
): Promise<string> {
  const { state } = await worker.completer.complete({
    ...{ run: task.run.ref, plan: task.run.plan, n: task.n, place: task.place, token: task.token },
    ...{ from: 'running', outcome, bill },
  });
  await worker.completer.idle();
  return state;
}
