import { initialTasks } from '@maestro/flow';
import type { Plan } from '@maestro/dsl';
import { statement, type EngineTransaction } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import type { Engine } from './engine';
import { holdParameter } from './gates/gate-hold';
import { holdDetail } from './limits/run-places';
import type { NamedRequest } from './start-run';

const startStatement = statement('start_runs');

interface EntryRow {
  run_id: string;
  n: number;
  queue: string;
  status: 'queued' | 'ready';
}

export interface InsertedRuns {
  /** Those that were inserted; the others' keys are taken. */
  ids: ReadonlySet<string>;
  /** What is to be dispatched once they are committed. */
  ready: TaskRef[];
}

/** Inserts runs of one template version. */
export async function insertRuns(
  engine: Engine,
  requests: readonly NamedRequest[],
  client: EngineTransaction,
): Promise<InsertedRuns> {
  const [first] = requests;
  if (!first) return { ids: new Set(), ready: [] };
  const { tenantId, templateId, version, plan } = first;
  const rows = await client.query<EntryRow & Record<string, unknown>>(startStatement, [
    tenantId,
    templateId,
    version,
    plan.openSinks,
    plan.outputs !== null || plan.summary !== null,
    needsUnwinding(plan),
    plan.grace_ms,
    plan.top,
    ...runColumns(requests),
    ...nodeColumns(plan),
    await engine.held([tenantId], 'begin'),
    requests.map((request) => request.concurrencyKey),
    holdDetail(plan),
    requests.map((request) => request.parent?.effectRun),
    requests.map((request) => request.createdSubject ?? null),
    requests.map(({ hold }) => holdParameter(hold)),
    requests.map(({ orchestra }) => orchestra?.id),
  ]);
  const queued = rows.filter(({ status }) => status === 'queued');
  const ready = queued.map(({ run_id, n, queue }) => ({ tenantId, runId: run_id, n, queue }));
  return { ids: new Set(rows.map(({ run_id }) => run_id)), ready };
}

/** After the commit, never before: a message must not name a row that may yet be rolled back. Nobody waits for it. */
export function dispatchStarted(engine: Engine, ready: readonly TaskRef[]): void {
  if (ready.length === 0) return;
  engine.dispatcher
    .dispatch([...ready])
    .catch((error: unknown) => engine.onError(error, 'dispatching a new run'));
}

/** Whether something may be left to do once a failed run has no live task. */
export function needsUnwinding(plan: Plan): boolean {
  return plan.on_failure !== null || plan.nodes.some((node) => node.compensate !== null);
}

function runColumns(requests: readonly NamedRequest[]): unknown[][] {
  const column = <T>(pick: (request: NamedRequest) => T) => requests.map(pick);
  return [
    column((request) => request.runId),
    column((request) => JSON.stringify(request.inputs)),
    column((request) => request.traceparent),
    column((request) => request.createdBy),
    column((request) => request.priority ?? 0),
    column((request) => request.deadlineMs ?? request.plan.deadline_ms),
    column((request) => request.parent?.deadlineAt ?? null),
    column((request) => request.labels && JSON.stringify(request.labels)),
    column((request) => request.parent?.runId),
    column((request) => request.parent?.n),
    column((request) => request.parent?.attempt),
    column((request) => request.parent?.depth ?? 0),
    column((request) => request.idempotencyKey),
    column((request) => request.requestHash),
  ];
}

const columnsOf = new WeakMap<Plan, unknown[][]>();

/** The same for every run of a plan. */
function nodeColumns(plan: Plan): unknown[][] {
  let columns = columnsOf.get(plan);
  if (!columns) {
    const tasks = initialTasks(plan);
    columns = [
      tasks.map((task) => task.n),
      tasks.map((task) => task.undecided),
      tasks.map((task) => plan.nodes[task.n]?.join === 'any'),
      tasks.map((task) => plan.nodes[task.n]?.queue),
    ];
    columnsOf.set(plan, columns);
  }
  return columns;
}
