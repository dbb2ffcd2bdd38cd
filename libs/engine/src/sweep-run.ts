import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { Completer, Completion } from './completion';
import type { Engine, RunRef } from './engine';
import { finalizeRun } from './finalize-run';
import { readRunContext, type RunContext } from './run-values';

const sweepTasks = statement('sweep_tasks');

/** Rows in one look; a run with more is due again at once. */
const CHUNK = 1_000;

/** A task whose worker died this often while it ran is not given to a fourth. */
export const MAX_DEATHS = 3;

interface SweepRow {
  n: number;
  status: 'pending' | 'ready' | 'queued' | 'running' | 'waiting';
  token: string | null;
  fired: number;
  urgent: number;
  deaths: number;
  queue: string;
  overdue: boolean;
  lost: boolean;
}

/**
 * Looks at one open run and moves whatever stands still: cancels what a winding-down run will not start, completes
 * what can no longer run, returns what a dead worker held, dispatches what the queue forgot, ends what has ended.
 * Safe to repeat and to run beside anything: every move is guarded by the row's own state.
 */
export async function sweepRun(engine: Engine, completer: Completer, ref: RunRef): Promise<void> {
  for (;;) {
    const run = await readRunContext(engine, ref);
    if (!run || run.finished) return;
    const rows = await engine.database.query<SweepRow>(sweepTasks, [ref.tenantId, ref.runId, CHUNK]);
    const moves = rows.map((row) => moveOf(run, row)).filter((move) => move !== null);
    const overdue = rows.filter((row) => row.overdue && run.control !== 'pause');
    if (overdue.length > 0)
      await engine.dispatcher.dispatch(overdue.map(({ n, queue }) => ({ ...ref, n, queue })));
    const results = await Promise.all(moves.map((move) => completer.complete(move)));
    if (rows.length === 0 && run.openSinks === 0) await finalizeRun(engine, ref);
    // Moves of this round decide tasks of the next; the completer follows those up. Only a full chunk hides more.
    if (rows.length < CHUNK || results.every((result) => result.state === 'stale')) return;
  }
}

/** What to do about one task, or null where it moves by itself. */
function moveOf({ ref, plan, control }: RunContext, row: SweepRow): Completion | null {
  const winding = (control === 'cancel' || control === 'fail') && row.urgent === 0;
  const base = { run: ref, plan, n: row.n, from: row.status };
  if (row.status === 'running') {
    if (!row.lost) return null;
    if (winding)
      return { ...base, token: row.token, outcome: { kind: 'cancelled', error: workerLost(row.deaths) } };
    const kind = row.deaths + 1 >= MAX_DEATHS ? 'failed' : 'lost';
    return { ...base, token: row.token, outcome: { kind, error: workerLost(row.deaths + 1) } };
  }
  if (row.status === 'pending') {
    if (row.fired === 0) return { ...base, token: null, outcome: { kind: 'skipped' } };
    return winding ? { ...base, token: null, outcome: { kind: 'cancelled' } } : null;
  }
  return winding ? { ...base, token: null, outcome: { kind: 'cancelled' } } : null;
}

function workerLost(deaths: number) {
  const detail =
    deaths >= MAX_DEATHS
      ? `The worker died while it ran this task, ${deaths} times: the task is not tried again.`
      : 'The worker died while it ran this task.';
  return new MaestroError('worker-lost', detail).toProblem();
}
