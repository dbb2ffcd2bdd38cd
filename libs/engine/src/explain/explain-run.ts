import { statement, formatId, formatTaskId } from '@maestro/persistence';
import { isWindingDown } from '@maestro/state-machine';
import type { Engine, RunRef } from '../engine';
import { explainTask, predecessors, type Known } from './explain-task';
import { explainHold } from './explain-hold';
import { told } from './explain-wait';
import {
  earliest,
  instantOf,
  type ExplainedRun,
  type ExplainedTask,
  type Explanation,
  type TaskExplanation,
} from './explanation';

const explainRunStatement = statement('explain_run');
const explainTasks = statement('explain_tasks');
const openTasks = statement('open_tasks');

export interface ExplainRequest extends RunRef {
  /** Number of the last task that was explained; null begins at the first. */
  after: number | null;
  limit: number;
}

export interface RunExplanation {
  /** Null once the run is over. */
  run: Explanation | null;
  /** Tasks that have not ended, by their number. */
  tasks: TaskExplanation[];
  hasMore: boolean;
}

/** Enough to see what a run waits for. */
const HEADS = 20;

/**
 * Why a run, and each of its tasks that has not ended, stands where it stands: a look-up, which changes nothing. Null
 * where there is no such run.
 */
export async function explainRun(engine: Engine, request: ExplainRequest): Promise<RunExplanation | null> {
  const { tenantId, runId, after, limit } = request;
  const [run] = await engine.database.query<ExplainedRun & Record<string, unknown>>(explainRunStatement, [
    tenantId,
    runId,
  ]);
  if (!run) return null;
  if (run.finished_at !== null) return { run: null, tasks: [], hasMore: false };
  const { plan } = await engine.plans.get(tenantId, run.template_id, run.template_version);
  const [rows, heads] = await Promise.all([
    readTasks(engine, request, { after: after ?? -1, limit: limit + 1, moving: false }),
    readTasks(engine, request, { after: -1, limit: HEADS, moving: true }),
  ]);
  const shown = rows.slice(0, limit);
  const wanted = shown
    .filter(({ status }) => status === 'pending')
    .flatMap((task) => predecessors(plan, task));
  const open = await engine.database.query<{ n: number }>(openTasks, [tenantId, runId, [...new Set(wanted)]]);
  const known: Known = { runId, run, plan, open: new Set(open.map(({ n }) => n)) };
  return {
    run: explainWhole(known, heads, shown.length === 0 && after === null),
    tasks: shown.map((task) => ({
      n: task.n,
      node: plan.nodes[task.node]?.id ?? String(task.node),
      ...explainTask(known, task),
    })),
    hasMore: rows.length > limit,
  };
}

async function readTasks(
  engine: Engine,
  { tenantId, runId }: RunRef,
  { after, limit, moving }: { after: number; limit: number; moving: boolean },
): Promise<ExplainedTask[]> {
  return engine.database.query<ExplainedTask & Record<string, unknown>>(explainTasks, [
    tenantId,
    runId,
    after,
    limit,
    moving,
  ]);
}

/** A run waits for what is asked of it, and else for what its tasks wait for. */
function explainWhole(known: Known, heads: readonly ExplainedTask[], empty: boolean): Explanation {
  const { run, runId } = known;
  const since = run.asked_at ?? run.started_at ?? run.created_at;
  const again = earliest(run.check_at, run.stop_at, run.deadline_at, instantOf(run.hold_wake_at));
  const asked = { asked_by: run.asked_by, reason: run.asked_why };
  if (run.hold_reason !== null) return { ...explainHold(run), lookedAtAgain: again };
  if (run.control === 'pause')
    return {
      code: 'PAUSED',
      ...told(
        `${run.asked_by ?? 'Somebody'} paused it: resume it to go on.`,
        'run',
        [formatId('run', runId)],
        asked,
      ),
      since,
      lookedAtAgain: again,
    };
  if (isWindingDown(run.control) && heads.length > 0)
    return { ...winding(known, heads), since, lookedAtAgain: again };
  const first = heads.find(({ status }) => status === 'running') ?? heads[0];
  if (!first || empty)
    return {
      code: 'SWEEP',
      ...told('No task of it can move: it is about to be moved on.', 'none', [], {}),
      since,
      lookedAtAgain: again,
    };
  const { code, message, since: from } = explainTask(known, first);
  const node = known.plan.nodes[first.node]?.id ?? String(first.node);
  return {
    code,
    ...told(
      `${node}: ${message}`,
      'task',
      heads.slice(0, 10).map(({ n }) => formatTaskId(runId, n)),
      {},
    ),
    since: from,
    lookedAtAgain: again,
  };
}

const causes: Readonly<Record<string, string>> = {
  cancel: 'It was cancelled',
  fail: 'It has failed',
  timeout: 'Its deadline has passed',
};

function winding(
  { run, runId, plan }: Known,
  heads: readonly ExplainedTask[],
): Pick<Explanation, 'code' | 'message' | 'blocking'> {
  const undoing = heads.filter(({ compensates, node }) => compensates !== null || node === plan.on_failure);
  const running = heads.filter(({ status }) => status === 'running');
  const first = undoing.length > 0 ? undoing : running.length > 0 ? running : heads;
  const ids = first.slice(0, 10).map(({ n }) => formatTaskId(runId, n));
  const detail = {
    cause: run.control,
    asked_by: run.asked_by,
    reason: run.asked_why,
    stop_at: run.stop_at?.toISOString() ?? null,
  };
  const doing = undoing.length > 0 ? 'undoes what it did' : 'ends what it began';
  return {
    code: undoing.length > 0 ? 'COMPENSATION' : 'WINDING_DOWN',
    ...told(
      `${causes[run.control] ?? 'It winds down'}, and ${doing}: ${ids.join(', ')}.`,
      'task',
      ids,
      detail,
    ),
  };
}
