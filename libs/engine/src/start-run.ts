import { canonicalJson, compileSchema, digest, type JsonObject, type Plan } from '@maestro/dsl';
import { initialTasks } from '@maestro/flow';
import { MaestroError } from '@maestro/problems';
import { newId, statement, type EngineTransaction } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import { runRef, type Engine } from './engine';

const startRuns = statement('start_runs');
const insertRunKey = statement('insert_run_key');
const readRunKey = statement('read_run_key');

export interface StartRequest {
  tenantId: string;
  templateId: string;
  version: number;
  plan: Plan;
  inputs: JsonObject;
  createdBy: string;
  /** W3C trace context of the request, carried to the workers. */
  traceparent: string | null;
  /** One key starts one run, for ever; null starts a run each time. */
  idempotencyKey: string | null;
}

export type StartResult =
  | { outcome: 'started' | 'replayed'; runId: string }
  /** The key started a run of another version or with other inputs. */
  | { outcome: 'key-mismatch' };

interface RunKeyRow {
  run_id: string;
  request_hash: string;
}

/** @throws MaestroError `input-invalid` with a pointer for each fault */
export async function startRun(engine: Engine, request: StartRequest): Promise<StartResult> {
  checkInputs(request);
  const key = request.idempotencyKey;
  if (key === null) {
    const runId = newId();
    const rows = await engine.database.query<ReadyRow>(startRuns, parameters(request, runId));
    await dispatch(engine, rows);
    return { outcome: 'started', runId };
  }
  return (await findByKey(engine, request, key)) ?? (await startWithKey(engine, request, key));
}

interface ReadyRow {
  tenant_id: string;
  run_id: string;
  n: number;
  queue: string;
}

async function startWithKey(engine: Engine, request: StartRequest, key: string): Promise<StartResult> {
  const runId = newId();
  const ready = await engine.database
    .transaction(async (tx: EngineTransaction) => {
      const rows = await tx.query<ReadyRow>(startRuns, parameters(request, runId));
      const taken = [request.tenantId, request.templateId, key, runId, requestHash(request)];
      const won = await tx.query<{ run_id: string }>(insertRunKey, taken);
      if (won.length === 0) throw new KeyTaken();
      return rows;
    })
    .catch((error: unknown) => {
      if (error instanceof KeyTaken) return null;
      throw error;
    });
  if (ready === null) {
    // Somebody else's key committed while we waited for it; a new statement sees it.
    const winner = await findByKey(engine, request, key);
    if (winner) return winner;
    throw new MaestroError('service-unavailable', 'The idempotency key is being used by another request.', {
      retryAfter: 1,
    });
  }
  await dispatch(engine, ready);
  return { outcome: 'started', runId };
}

class KeyTaken extends Error {}

async function findByKey(engine: Engine, request: StartRequest, key: string): Promise<StartResult | null> {
  const [row] = await engine.database.query<RunKeyRow>(readRunKey, [
    request.tenantId,
    request.templateId,
    key,
  ]);
  if (!row) return null;
  return row.request_hash === requestHash(request)
    ? { outcome: 'replayed', runId: row.run_id }
    : { outcome: 'key-mismatch' };
}

function requestHash({ version, inputs }: StartRequest): string {
  return digest(canonicalJson({ version, inputs }));
}

/** After the commit, never before: a message must not name a row that may yet be rolled back. */
async function dispatch(engine: Engine, rows: readonly ReadyRow[]): Promise<void> {
  const tasks: TaskRef[] = rows.map((row) => ({ ...runRef(row), n: row.n, queue: row.queue }));
  if (tasks.length > 0) await engine.dispatcher.dispatch(tasks);
}

function parameters(request: StartRequest, runId: string): unknown[] {
  const { tenantId, templateId, version, plan, inputs, traceparent, createdBy } = request;
  const tasks = initialTasks(plan);
  return [
    [tenantId],
    [runId],
    templateId,
    version,
    plan.openSinks,
    plan.outputs !== null || plan.summary !== null,
    [JSON.stringify(inputs)],
    [traceparent],
    [createdBy],
    tasks.map((task) => task.n),
    tasks.map((task) => task.undecided),
    tasks.map((task) => plan.nodes[task.n]?.join === 'any'),
    tasks.map((task) => plan.nodes[task.n]?.queue),
  ];
}

function checkInputs({ plan, inputs }: StartRequest): void {
  if (plan.inputs === null) {
    const [name] = Object.keys(inputs);
    if (name === undefined) return;
    throw new MaestroError('input-invalid', 'The template takes no inputs.', {
      errors: [
        { pointer: `/inputs/${name}`, code: 'unknown-field', message: 'The template declares no inputs.' },
      ],
    });
  }
  const faults = compileSchema(plan.inputs)(inputs);
  if (faults.length === 0) return;
  throw new MaestroError(
    'input-invalid',
    `The inputs have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}.`,
    {
      errors: faults.map((fault) => ({ ...fault, pointer: `/inputs${fault.pointer ?? ''}` })),
    },
  );
}
