import type { Plan } from '@maestro/dsl';
import { compensationsDue, type Compensation, type EndedTask } from '@maestro/flow';
import { MaestroError, type Problem } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { RunControl } from '@maestro/state-machine';
import type { Engine, RunRef } from '../engine';
import type { RunContext } from '../run-values';

const unwindState = statement('unwind_state');
const unwindStatement = statement('unwind_run');
const endedTasks = statement('ended_tasks');
const failedCompensations = statement('failed_compensations');

interface State {
  control: RunControl;
  next_n: number;
  /** Of the task with the highest number: the one that was begun last. */
  node: number | null;
  compensates: number | null;
  alive: boolean;
}

/** What is to be started: a compensation, or `on_failure`. */
interface Next {
  node: number;
  compensates: number | null;
}

export type Unwound =
  /** Something is still to be done, or being done. */
  | { state: 'busy' }
  /** Nothing is left; the error where something could not be undone. */
  | { state: 'done'; error: Problem | null };

/**
 * Goes on undoing what a run did that winds down and has no live task left: starts the next compensation, one at a
 * time, a node after all its descendants; after the last, `on_failure` where the run failed or ran out of time. Where
 * it has got to shows in the run's own tasks, so that anybody may go on, and two who try start one task.
 */
export async function unwindRun(engine: Engine, run: RunContext): Promise<Unwound> {
  const { tenantId, runId } = run.ref;
  const [state] = await engine.database.query<State & Record<string, unknown>>(unwindState, [
    tenantId,
    runId,
  ]);
  if (!state || state.alive) return { state: 'busy' };
  const last = state.node ?? -1;
  if (last === run.plan.on_failure) return { state: 'done', error: await failedUndoing(engine, run) };
  const next = await nextCompensation(engine, run, state);
  if (next) return start(engine, run, { next, n: state.next_n });
  const error = await failedUndoing(engine, run);
  const { on_failure: node } = run.plan;
  const failed = state.control !== 'cancel' || error !== null;
  if (node !== null && failed)
    return start(engine, run, { next: { node, compensates: null }, n: state.next_n });
  return { state: 'done', error };
}

/** Compensations begin in the order of the list, so that the last one begun says which is next. */
async function nextCompensation(
  engine: Engine,
  run: RunContext,
  { compensates }: State,
): Promise<Next | null> {
  // Every task has ended by now, for good: the list never changes.
  const due = await engine.cache.get(`unwind ${run.ref.runId}`, () => readDue(engine, run.ref, run.plan));
  const begun = compensates === null ? -1 : due.findIndex(({ n }) => n === compensates);
  const next = due[begun + 1];
  return next ? { node: next.compensate, compensates: next.n } : null;
}

async function readDue(engine: Engine, { tenantId, runId }: RunRef, plan: Plan): Promise<Compensation[]> {
  const nodes = concerned(plan);
  if (nodes.length === 0) return [];
  const tasks = await engine.database.query<EndedTask & Record<string, unknown>>(endedTasks, [
    tenantId,
    runId,
    nodes,
  ]);
  return compensationsDue(plan, tasks);
}

/** Nodes that can be undone, and the maps and loops around them. */
function concerned(plan: Plan): number[] {
  const nodes = new Set<number>();
  plan.nodes.forEach(({ compensate }, node) => {
    if (compensate === null) return;
    for (let around: number | undefined = node; around !== undefined;) {
      nodes.add(around);
      const body: number | null = plan.nodes[around]?.body ?? null;
      around = body === null ? undefined : plan.bodies[body]?.owner;
    }
  });
  return [...nodes];
}

async function start(
  engine: Engine,
  { ref, plan }: RunContext,
  { next, n }: { next: Next; n: number },
): Promise<Unwound> {
  const { tenantId, runId } = ref;
  const queue = plan.nodes[next.node]?.queue ?? 'default';
  const started = await engine.database.query(unwindStatement, [
    tenantId,
    runId,
    n,
    next.node,
    next.compensates,
    queue,
  ]);
  if (started.length > 0) await engine.dispatcher.dispatch([{ ...ref, n, queue }]);
  return { state: 'busy' };
}

/** How many are named where several could not be undone. */
const NAMED = 10;

async function failedUndoing(engine: Engine, { ref, plan }: RunContext): Promise<Problem | null> {
  if (plan.nodes.every(({ compensate }) => compensate === null)) return null;
  const rows = await engine.database.query<{ node: number; error: Problem | null }>(failedCompensations, [
    ref.tenantId,
    ref.runId,
    NAMED,
  ]);
  const failed = rows.filter(({ node }) => plan.nodes[node]?.on_error !== 'continue');
  if (failed.length === 0) return null;
  const names = [...new Set(failed.map(({ node }) => `"${plan.nodes[node]?.id ?? node}"`))].join(', ');
  const errors = failed.flatMap(({ error }) => (error ? [{ code: error.code, message: error.detail }] : []));
  return new MaestroError('compensation-failed', `Not everything could be undone: ${names} failed.`, {
    errors,
  }).toProblem();
}
