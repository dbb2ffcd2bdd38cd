import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import { createCompleter } from './completer';
import { runRef, type Engine } from './engine';
import { endDue, type DueTask } from './kinds/end-due';
import { wakeDueHolds } from './gates/wake-holds';
import { sweepRun } from './sweep-run';

const wakeTasks = statement('wake_tasks');
const sweepDue = statement('sweep_due');
const lostRuns = statement('lost_runs');
const nextTimerStatement = statement('next_timer');
const sessionExpire = statement('session_expire');
const queuedTasks = statement('queued_tasks');
const overdueTasks = statement('overdue_tasks');

interface TaskRow {
  tenant_id: string;
  run_id: string;
  n: number;
  queue: string;
}

function taskRef(row: TaskRow): TaskRef {
  return { ...runRef(row), n: row.n, queue: row.queue };
}

interface RunRow {
  tenant_id: string;
  run_id: string;
}

/**
 * Moves parked tasks on whose time has come: to the queue after a pause, to their end where a timer goes off or nothing
 * came in time; and has gates asked again about held runs. Returns how many it looked at; `limit` of them means there are more.
 */
export async function wakeTimers(engine: Engine, limit = 500): Promise<number> {
  const rows = await engine.database.query<WokenRow>(wakeTasks, [limit]);
  const queued = rows.filter(({ kind }) => kind === 'queued');
  if (queued.length > 0) await engine.dispatcher.dispatch(queued.map(taskRef));
  await endDue(
    engine,
    rows.filter(({ kind }) => kind === 'due'),
  );
  return Math.max(rows.length, await wakeDueHolds(engine, limit));
}

/** Timers further ahead are told of in time by the beat. */
const SOON_MS = 2_000;
/** Timers closer together than this share a round. */
const TOGETHER_MS = 10;

/** In how many milliseconds to wake timers again, where the next goes off soon. */
export async function nextTimer(engine: Engine): Promise<number | null> {
  const [row] = await engine.database.query<{ ms: number }>(nextTimerStatement, [SOON_MS]);
  return row ? Math.max(0, row.ms) + TOGETHER_MS : null;
}

interface WokenRow extends TaskRow, DueTask {
  kind: 'queued' | 'due' | 'deferred';
}

/** Ends sessions whose lease ran out and moves on what they held. Returns how many runs it touched. */
export async function rescueLost(engine: Engine, limit = 200): Promise<number> {
  await engine.database.query(sessionExpire, [engine.leaseMs]);
  return sweepAll(engine, await engine.database.query<RunRow>(lostRuns, [limit, engine.leaseMs]));
}

/** Looks at open runs that are due for a look. Returns how many. */
export async function sweepRuns(engine: Engine, limit = 200): Promise<number> {
  return sweepAll(engine, await engine.database.query<RunRow>(sweepDue, [limit]));
}

async function sweepAll(engine: Engine, rows: readonly RunRow[]): Promise<number> {
  const completer = createCompleter(engine);
  for (const row of rows) {
    await sweepRun(engine, completer, runRef(row)).catch((error: unknown) =>
      engine.onError(error, 'sweeping a run'),
    );
  }
  await completer.idle();
  return rows.length;
}

const ZERO = '00000000-0000-0000-0000-000000000000';
const PAGE = 2_000;

/** Dispatches every task that waits for a worker: for when Redis has forgotten everything. Returns how many. */
export async function refillQueue(engine: Engine): Promise<number> {
  let behind = { tenant_id: ZERO, run_id: ZERO, n: -1 };
  for (let count = 0; ;) {
    const rows = await engine.database.query<TaskRow>(queuedTasks, [
      behind.tenant_id,
      behind.run_id,
      behind.n,
      PAGE,
    ]);
    await engine.dispatcher.dispatch(rows.map(taskRef));
    count += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return count;
    behind = last;
  }
}

/** Tasks of `queues` that have waited for over ten seconds, at most `limit`. */
export async function readOverdue(
  engine: Engine,
  queues: readonly string[],
  limit: number,
): Promise<TaskRef[]> {
  return (await engine.database.query<TaskRow>(overdueTasks, [queues, limit])).map(taskRef);
}
