import { formatId, formatTaskId } from '@maestro/persistence';
import { isWindingDown } from '@maestro/state-machine';
import type { Plan } from '@maestro/dsl';
import { explainWait, told } from './explain-wait';
import { earliest, instantOf, type ExplainedRun, type ExplainedTask, type Explanation } from './explanation';
import type { WaitCode } from './wait-codes';

export interface Known {
  runId: string;
  run: ExplainedRun;
  plan: Plan;
  /** Numbers of tasks that have not ended. */
  open: ReadonlySet<number>;
}

type Cause = Pick<Explanation, 'message' | 'blocking' | 'since'> & { code: WaitCode };

/** Why a task stands where it stands. */
export function explainTask(known: Known, task: ExplainedTask): Explanation {
  const { run } = known;
  return { ...causeOf(known, task), lookedAtAgain: earliest(instantOf(task.wake_at), run.check_at) };
}

function causeOf(known: Known, task: ExplainedTask): Cause {
  const { run, runId } = known;
  const unwanted = isWindingDown(run.control) && task.urgent === 0 && task.compensates === null;
  if (task.status === 'running') return running(known, task);
  if (unwanted)
    return cause(
      'WINDING_DOWN',
      run.asked_at ?? run.created_at,
      told('Its run winds down: it is about to be cancelled.', 'run', [formatId('run', runId)], {}),
    );
  if (run.hold_reason !== null)
    return cause(
      run.hold_reason,
      run.hold_since ?? run.created_at,
      told('Its run is held back.', 'run', [formatId('run', runId)], {}),
    );
  if (task.status === 'waiting')
    return cause(task.reason ?? 'SWEEP', task.waits_since ?? run.created_at, explainWait(runId, task));
  return task.status === 'pending' ? pending(known, task) : ready(known, task);
}

function running({ run }: Known, task: ExplainedTask): Cause {
  const since = task.started_at ?? run.created_at;
  const worker = task.worker === null ? [] : [task.worker];
  const detail = { attempt: task.attempt, lease_until: task.lease_until?.toISOString() ?? null };
  return task.alive
    ? cause(
        'RUNNING',
        since,
        told(`The worker ${worker[0] ?? ''} performs attempt ${task.attempt}.`, 'worker', worker, detail),
      )
    : cause(
        'SWEEP',
        since,
        told('Its worker is gone: the attempt is about to be given to another.', 'worker', worker, detail),
      );
}

function pending({ run, runId, plan, open }: Known, task: ExplainedTask): Cause {
  const since = run.started_at ?? run.created_at;
  const before = predecessors(plan, task).filter((n) => open.has(n));
  if (before.length === 0)
    return cause(
      'SWEEP',
      since,
      told('All that leads to it has ended: it is about to be moved on.', 'none', [], {}),
    );
  const shown = before.slice(0, 10);
  const names = shown.map((n) => plan.nodes[n - task.n + task.node]?.id ?? String(n));
  const more = before.length > shown.length ? ` and ${before.length - shown.length} more` : '';
  return cause(
    'DEPENDENCY',
    since,
    told(
      `It waits for ${names.join(', ')}${more} to end.`,
      'task',
      shown.map((n) => formatTaskId(runId, n)),
      { count: before.length },
    ),
  );
}

function ready({ run, runId }: Known, task: ExplainedTask): Cause {
  const since = task.ready_at ?? run.created_at;
  const { queue } = task;
  if (run.control === 'pause')
    return cause(
      'PAUSED',
      run.asked_at ?? since,
      told('It may start once its run is resumed.', 'run', [formatId('run', runId)], {}),
    );
  if (task.status === 'ready')
    return cause(
      'ADMISSION',
      since,
      told(`Its tenant has more ready tasks than its share of "${queue}".`, 'queue', [queue], {}),
    );
  return task.served
    ? cause(
        'QUEUED',
        since,
        told(`It waits in "${queue}" for a worker with a free place.`, 'queue', [queue], {}),
      )
    : cause('NO_WORKER', since, told(`No live worker serves "${queue}".`, 'queue', [queue], {}));
}

/** Numbers of the tasks that lead to one; those of an item are as far from it as their nodes are. */
export function predecessors(plan: Plan, { n, node }: Pick<ExplainedTask, 'n' | 'node'>): number[] {
  const edges = plan.nodes[node]?.in ?? [];
  return [...new Set(edges.flatMap((index) => plan.edges[index]?.from ?? []))].map((from) => from + n - node);
}

function cause(code: WaitCode, since: Date, what: Pick<Explanation, 'message' | 'blocking'>): Cause {
  return { code, since, ...what };
}
