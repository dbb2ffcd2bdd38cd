import type { Json, Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Completer, CompletionOutcome } from '../completion';
import type { Engine, RunRef } from '../engine';
import { placeOf } from '../places';
import { readRunContext } from '../run-values';
import { endWaiting, waitFailed } from './end-waiting';

const match = statement('match_signals');

interface MatchRow {
  kind: 'matched' | 'expired';
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  token: string;
  payload: Json;
}

/** Which waiting tasks to look at: those of one name, one task, or all of a run. */
export interface Whom {
  run: RunRef;
  plan?: Plan;
  name?: string;
  n?: number;
}

/** Brings signals to the tasks that wait for them, and gives up for those that waited long enough. Safe to repeat. */
export async function matchSignals(engine: Engine, completer: Completer, whom: Whom): Promise<void> {
  const { run, name = null, n = null } = whom;
  const rows = await engine.database.query<MatchRow & Record<string, unknown>>(match, [
    run.tenantId,
    run.runId,
    name,
    n,
  ]);
  if (rows.length === 0) return;
  const plan = whom.plan ?? (await readRunContext(engine, run))?.plan;
  if (!plan) return;
  await Promise.all(
    rows.map((row) =>
      endWaiting(
        completer,
        { run, plan, n: row.n, place: placeOf(row), token: row.token },
        outcomeOf(plan, row),
      ),
    ),
  );
}

function outcomeOf(plan: Plan, { kind, node, payload }: MatchRow): CompletionOutcome {
  if (kind === 'matched') return { kind: 'succeeded', output: payload };
  const signal = plan.nodes[node]?.signal;
  if (signal?.on_timeout === 'continue') return { kind: 'succeeded', output: null };
  return waitFailed('signal-timeout', `The signal did not come within ${signal?.timeout_ms ?? 0} ms.`);
}
