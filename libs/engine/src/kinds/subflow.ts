import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { formatId, statement } from '@maestro/persistence';
import type { RunOrchestra } from '@maestro/tenancy';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import { childEffects } from '../control/effect-key';
import type { Engine, RunRef } from '../engine';
import { grantTask } from '../limits/grant-task';
import { planNode } from '../prepare-task';
import { startRun } from '../start-run';
import { calledTemplate } from './called-template';
import { inputOf } from './input-of';
import type { KindAttempt } from './perform-kind';
import { readChildren } from './read-children';

const runContext = statement('run_context');
const orchestraOfRun = statement('orchestra_of_run');

/** Runs inside each other. */
const MAX_DEPTH = 16;

/**
 * Starts the child run and waits for it; null where a limit parked it before that. An attempt after one that got so far, and whose worker died, waits for the
 * child it finds. The latest version is the one that was the latest when the run of the task began.
 *
 * @throws MaestroError `unknown-ref`, `wrong-type`, `input-invalid`, `depth-exceeded`
 */
export async function performSubflow(
  engine: Engine,
  { task, scope }: KindAttempt,
): Promise<CompletionOutcome | null> {
  const grant = await grantTask(engine, task, scope);
  if (grant !== 'granted') return grant === 'winding' ? { kind: 'cancelled' } : null;
  const [child] = await readChildren(engine, { run: task.run.ref, n: task.n });
  if (child) return waitFor(child.run.runId);
  const inputs = planNode(task).with === null ? {} : await inputOf(engine, task, scope);
  if (inputs === null || typeof inputs !== 'object' || Array.isArray(inputs))
    throw new MaestroError('wrong-type', 'The inputs of a subflow are an object.');
  return waitFor(await startChild(engine, task, inputs));
}

function waitFor(runId: string): CompletionOutcome {
  const detail = { run_id: formatId('run', runId) };
  return { kind: 'park', wait: { reason: 'CHILD', wakeMs: null, detail } };
}

interface ParentRow {
  depth: number;
  priority: number;
  deadline_at: Date | null;
  created_by: string;
  created_subject: string | null;
  orchestra_id: string | null;
}

async function startChild(engine: Engine, task: ClaimedTask, inputs: JsonObject): Promise<string> {
  const { run, n, attempt } = task;
  const { tenantId, runId } = run.ref;
  const parent = await readParent(engine, run.ref);
  const depth = parent.depth + 1;
  if (depth > MAX_DEPTH)
    throw new MaestroError('depth-exceeded', `Runs stand in each other at most ${MAX_DEPTH} deep.`);
  const { ref: name, subflow } = planNode(task);
  const called = { name, version: subflow?.version ?? null };
  const { templateId, version } = await calledTemplate(engine, run, called);
  const { plan } = await engine.plans.get(tenantId, templateId, version);
  const started = await startRun(engine, {
    ...{ tenantId, templateId, version, plan, inputs },
    createdBy: parent.created_by,
    createdSubject: parent.created_subject,
    origin: 'subflow',
    orchestra: await orchestraOf(engine, tenantId, parent),
    traceparent: run.traceparent,
    idempotencyKey: null,
    priority: parent.priority,
    parent: {
      runId,
      n,
      attempt,
      depth,
      deadlineAt: parent.deadline_at,
      effectRun: await childEffects(engine, task),
    },
  });
  if (started.outcome === 'key-mismatch') throw new MaestroError('internal', 'A child run has no key.');
  return started.runId;
}

async function readParent(engine: Engine, { tenantId, runId }: RunRef): Promise<ParentRow> {
  const [row] = await engine.database.query<ParentRow & Record<string, unknown>>(runContext, [
    tenantId,
    runId,
  ]);
  if (!row) throw new Error(`run ${runId} is gone`);
  return row;
}

/** A child plays where its parent plays: with its secrets, and for its money. */
async function orchestraOf(
  engine: Engine,
  tenantId: string,
  { orchestra_id: id }: ParentRow,
): Promise<RunOrchestra | null> {
  if (id === null) return null;
  const values = [tenantId, id];
  const [row] = await engine.database.query<RunOrchestra & Record<string, unknown>>(orchestraOfRun, values);
  return row ?? null;
}
