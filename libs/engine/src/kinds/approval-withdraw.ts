import { statement } from '@maestro/persistence';
import type { Completion } from '../completion';
import type { Engine, RunRef } from '../engine';
import { mayAsk } from '../may-wait';
import { nodeOf } from '../node-of';

const withdraw = statement('withdraw_approval');

const goesOn: ReadonlySet<Completion['outcome']['kind']> = new Set(['park', 'retry', 'release', 'lost']);

/** Whether a completion ends a task that may have asked people something. */
export function leavesQuestion(completion: Completion): boolean {
  const node = completion.plan.nodes[nodeOf(completion)];
  return node !== undefined && mayAsk(node) && !goesOn.has(completion.outcome.kind);
}

/** Takes a question back whose task has ended without its answer. Nobody can answer it any more anyway. */
export async function withdrawApproval(
  engine: Engine,
  { tenantId, runId }: RunRef,
  n: number,
): Promise<void> {
  await engine.database.query(withdraw, [tenantId, runId, n]);
}
