import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import { isTerminalTaskStatus, type TaskStatus } from '@maestro/state-machine';
import { createCompleter } from '../completer';
import type { Completion } from '../completion';
import { runRef, type Engine, type RunRef } from '../engine';
import { placeOf } from '../places';
import { openRun } from './control-run';

const controlledTask = statement('controlled_task');
const askOfTask = statement('ask_of_task');
const retryNow = statement('retry_now');

export interface TaskControlRequest extends RunRef {
  n: number;
  actor: string;
  reason: string | null;
}

interface TaskRow {
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  status: TaskStatus;
  token: string | null;
  reason: string | null;
}

/** How often a task may move under our hands before we give up. */
const TRIES = 5;

/** A task that waits for these has work of its own under it, which a skip would leave behind. */
const parts: Readonly<Record<string, string>> = {
  ITEMS: 'its items',
  ROUND: 'its round',
  CHILD: 'its child run',
};

/**
 * Ends a task that is not running as skipped, whatever its edges say; its successors are decided by that. Where it is
 * skipped before what leads to it has ended, the run may have no sink left to end it: then the sweep does.
 *
 * @throws MaestroError `not-found`, `run-ended`, `run-winding-down`, `run-held`, `task-ended`, `task-running`,
 * `task-has-parts`
 */
export async function skipTask(engine: Engine, request: TaskControlRequest): Promise<void> {
  const { tenantId, runId, n, actor, reason } = request;
  const run = await openRun(engine, { tenantId, runId });
  if (run.status === 'pending')
    throw new MaestroError('run-held', 'The run has not begun: it is held back. Cancel it instead.');
  checkSkippable(await readTask(engine, request));
  // Written first: what was asked stands in the history, also where the task was quicker.
  await engine.database.query(askOfTask, [tenantId, runId, n, actor, 'skip', reason]);
  const completer = createCompleter(engine);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const task = await readTask(engine, request);
    const from = checkSkippable(task);
    const { state } = await completer.complete({
      run: run.ref,
      plan: run.plan,
      n,
      place: placeOf(task),
      token: from === 'waiting' ? task.token : null,
      from,
      outcome: { kind: 'omitted' },
    });
    await completer.idle();
    if (state !== 'stale') return;
  }
  throw new MaestroError('service-unavailable', 'The task is moving; try again.', { retryAfter: 1 });
}

function checkSkippable({ status, reason, parent_n: parent }: TaskRow): Completion['from'] {
  if (isTerminalTaskStatus(status))
    throw new MaestroError('task-ended', `The task has ended: it is ${status}.`);
  if (status === 'running')
    throw new MaestroError(
      'task-running',
      'The task is running: what it does cannot be skipped. Cancel the run, or wait.',
    );
  // An item ends with its last task: skipped before its time, it would leave others of the item behind.
  if (status === 'pending' && parent !== null)
    throw new MaestroError(
      'task-has-parts',
      'The task belongs to an item of which others still run: skip those, or wait until it is ready.',
    );
  const part = status === 'waiting' && reason !== null ? parts[reason] : undefined;
  if (part !== undefined)
    throw new MaestroError('task-has-parts', `The task waits for ${part}: cancel those, or the run.`);
  return status;
}

/**
 * Ends the pause before the next attempt of a task.
 *
 * @throws MaestroError `not-found`, `run-ended`, `run-winding-down`, `task-ended`, `task-not-retrying`
 */
export async function retryTaskNow(engine: Engine, request: TaskControlRequest): Promise<void> {
  const { tenantId, runId, n, actor, reason } = request;
  const rows = await engine.database.query<{ tenant_id: string; run_id: string; n: number; queue: string }>(
    retryNow,
    [tenantId, runId, n, actor, reason],
  );
  if (rows.length === 0) return refuseRetry(engine, request);
  await engine.dispatcher.dispatch(rows.map((row) => ({ ...runRef(row), n: row.n, queue: row.queue })));
}

async function refuseRetry(engine: Engine, request: TaskControlRequest): Promise<never> {
  const { tenantId, runId } = request;
  const { status } = await readTask(engine, request);
  if (isTerminalTaskStatus(status))
    throw new MaestroError('task-ended', `The task has ended: it is ${status}.`);
  await openRun(engine, { tenantId, runId });
  throw new MaestroError(
    'task-not-retrying',
    `The task does not wait for its next attempt: it is ${status}.`,
  );
}

async function readTask(engine: Engine, { tenantId, runId, n }: TaskControlRequest): Promise<TaskRow> {
  const [row] = await engine.database.query<TaskRow & Record<string, unknown>>(controlledTask, [
    tenantId,
    runId,
    n,
  ]);
  if (!row) throw new MaestroError('not-found', 'There is no such task.');
  return row;
}
