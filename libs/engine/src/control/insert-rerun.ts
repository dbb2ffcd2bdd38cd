import type { Plan } from '@maestro/dsl';
import { formatId, statement, type EngineTransaction } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Engine } from '../engine';
import { needsUnwinding } from '../insert-runs';
import { holdParameter, type GateHold } from '../gates/gate-hold';
import { holdDetail, placeKey } from '../limits/run-places';
import { capOf, openAccounts, readCap } from '../money/run-accounts';
import type { InitialTask, RerunPlan } from './plan-rerun';
import type { RerunHead, RerunRequest } from './rerun-request';

const startRerun = statement('start_rerun');

interface NewRerun {
  request: RerunRequest;
  runId: string;
  head: RerunHead;
  plan: Plan;
  version: number;
  planned: RerunPlan;
  /** What a gate holds it back for. */
  hold: GateHold | null;
}

/** Inserts the run in one statement; returns what is to be dispatched once that is committed. */
export async function insertRerun(
  engine: Engine,
  rerun: NewRerun,
  client: EngineTransaction,
): Promise<TaskRef[]> {
  const { request, runId, head, plan, version, planned, hold } = rerun;
  const { tenantId, mode, from, inputs, actor, subject, traceparent } = request;
  const ref = { tenantId, runId };
  const key = placeKey({ ref, plan, version, templateId: head.template_id, inputs: inputs ?? head.inputs });
  const about = {
    rerun_of: formatId('run', request.runId),
    mode,
    from: from ?? null,
    reused: planned.reused.length,
  };
  const { cap: allowed, on_exhausted: onExhausted } = plan.budget ?? {};
  const cap = capOf(await readCap(client, tenantId, request.runId), allowed);
  await openAccounts(client, tenantId, [{ runId, cap, actor, onExhausted }]);
  const [row] = await client.query<{ n: number[] | null; queue: string[] | null }>(startRerun, [
    tenantId,
    request.runId,
    runId,
    version,
    inputs === undefined ? null : JSON.stringify(inputs),
    planned.openSinks,
    planned.tolerated,
    plan.outputs !== null || plan.summary !== null,
    needsUnwinding(plan),
    plan.grace_ms,
    plan.top,
    plan.deadline_ms,
    mode === 'retry_failed' ? (head.effect_run ?? request.runId) : null,
    actor,
    traceparent,
    JSON.stringify(about),
    ...taskColumns(plan, planned.tasks),
    await engine.held([tenantId], 'begin'),
    key,
    holdDetail(plan),
    subject ?? null,
    holdParameter(hold),
  ]);
  if (!row) throw new Error(`run ${request.runId} cannot be repeated`);
  return (row.n ?? []).map((n, i) => ({ tenantId, runId, n, queue: row.queue?.[i] ?? '' }));
}

function taskColumns(plan: Plan, tasks: readonly InitialTask[]): unknown[][] {
  const column = <T>(pick: (task: InitialTask) => T) => tasks.map(pick);
  return [
    column(({ n }) => n),
    column(({ status }) => status),
    column(({ undecided }) => undecided),
    column(({ fired }) => fired),
    column(({ urgent }) => urgent),
    column(({ n }) => plan.nodes[n]?.join === 'any'),
    column(({ n }) => plan.nodes[n]?.queue),
    column(({ from }) => from),
  ];
}
