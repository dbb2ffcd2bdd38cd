import type { JsonObject, Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Completer, CompletionOutcome } from '../completion';
import type { Engine, RunRef } from '../engine';
import { placeOf } from '../places';
import { endWaiting, waitFailed } from './end-waiting';

const settle = statement('settle_approval');

interface Settled {
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  token: string;
  status: 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled';
  votes: JsonObject[];
}

/** Ends the task of a question that was answered, or that nobody may answer any more. Safe to repeat. */
export async function settleApproval(
  engine: Engine,
  completer: Completer,
  { run, plan, n }: { run: RunRef; plan: Plan; n: number },
): Promise<void> {
  const [row] = await engine.database.query<Settled & Record<string, unknown>>(settle, [
    run.tenantId,
    run.runId,
    n,
  ]);
  if (!row) return;
  const outcome = outcomeOf(plan, row);
  const waiting = { run, plan, n, place: placeOf({ ...row, n }), token: row.token };
  if (outcome) await endWaiting(completer, waiting, outcome);
}

function outcomeOf(plan: Plan, { node, status, votes }: Settled): CompletionOutcome | null {
  // A task that asked goes on by itself, whatever the answer.
  if (plan.nodes[node]?.kind === 'task')
    return status === 'pending' || status === 'cancelled' ? null : { kind: 'release' };
  switch (status) {
    case 'pending':
    case 'cancelled':
      return null;
    case 'approved':
      return { kind: 'succeeded', output: { approved: true, votes } };
    case 'rejected': {
      const by = votes.find(({ decision }) => decision === 'reject')?.person;
      return waitFailed('approval-rejected', `The approval was rejected by ${String(by ?? 'somebody')}.`);
    }
    case 'expired':
      if (plan.nodes[node]?.approval?.on_timeout === 'approve')
        return { kind: 'succeeded', output: { approved: true, votes } };
      return waitFailed('approval-timeout', 'The approval was not given in time.');
  }
}
