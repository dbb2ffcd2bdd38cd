import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { formatId, statement } from '@maestro/persistence';
import type { RunOrchestra } from '@maestro/tenancy';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome, WaitFor } from '../completion';
import { childEffects } from '../control/effect-key';
import type { Engine, RunRef } from '../engine';
import { grantTask } from '../limits/grant-task';
import { startRun } from '../start-run';
import { agentsOver, refuseCircle } from './agents-above';
import type { KindAttempt } from './perform-kind';
import { readChildren } from './read-children';

const runContext = statement('run_context');
const orchestraOfRun = statement('orchestra_of_run');

/** Runs inside each other, whatever made them so. */
const MAX_DEPTH = 16;

/** The run that a task is going to start. */
export interface ChildToStart {
  templateId: string;
  version: number;
  inputs: JsonObject;
  labels?: Record<string, string>;
}

/**
 * Starts a child run and waits for it; null where a limit parked the task before that. An attempt after one that got so far, and whose
 * worker died, waits for the child it finds.
 *
 * @param choose what to start; not asked where the child is there already
 * @throws MaestroError `input-invalid`, `depth-exceeded`, `agent-cycle`, and what `choose` throws
 */
export async function performChild(
  engine: Engine,
  { task, scope }: KindAttempt,
  choose: () => Promise<ChildToStart>,
): Promise<CompletionOutcome | null> {
  const grant = await grantTask(engine, task, scope);
  if (grant !== 'granted') return grant === 'winding' ? { kind: 'cancelled' } : null;
  const [child] = await readChildren(engine, { run: task.run.ref, n: task.n });
  return { kind: 'park', wait: await (child ? waitFor(child.run.runId) : beginChild(engine, task, choose)) };
}

/**
 * Starts the child run of a task that has none yet.
 *
 * @returns what the task waits for then
 * @throws MaestroError `input-invalid`, `depth-exceeded`, `agent-cycle`, and what `choose` throws
 */
export async function beginChild(
  engine: Engine,
  task: ClaimedTask,
  choose: () => Promise<ChildToStart>,
): Promise<WaitFor> {
  const parent = await readParent(engine, task.run.ref);
  if (parent.depth >= MAX_DEPTH)
    throw new MaestroError('depth-exceeded', `Runs stand in each other at most ${MAX_DEPTH} deep.`);
  const above = await agentsOver(engine, task.run.ref, parent.depth + 1);
  const chosen = await choose();
  refuseCircle(above, chosen.templateId);
  return waitFor(await startChild(engine, task, { parent, chosen }));
}

/** The end of a run that a task has started. */
export function waitFor(runId: string): WaitFor {
  return { reason: 'CHILD', wakeMs: null, detail: { run_id: formatId('run', runId) } };
}

interface ParentRow {
  depth: number;
  priority: number;
  deadline_at: Date | null;
  created_by: string;
  created_subject: string | null;
  orchestra_id: string | null;
}

async function startChild(
  engine: Engine,
  task: ClaimedTask,
  { parent, chosen }: { parent: ParentRow; chosen: ChildToStart },
): Promise<string> {
  const { run, n, attempt } = task;
  const { tenantId, runId } = run.ref;
  const { plan } = await engine.plans.get(tenantId, chosen.templateId, chosen.version);
  const started = await startRun(engine, {
    ...{ ...chosen, tenantId, plan },
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
      depth: parent.depth + 1,
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
