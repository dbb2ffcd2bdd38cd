import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import { isWindingDown } from '@maestro/state-machine';
import type { Completer, Completion, CompletionOutcome, TaskRange, WaitReason } from './completion';
import type { Engine, RunRef } from './engine';
import { finalizeRun } from './finalize-run';
import { settleStart } from './gates/settle-start';
import { lookAgain } from './kinds/look-again';
import { passSlot } from './limits/pass-slot';
import { yieldUnused } from './limits/yield-slots';
import { passBudget } from './money/pass-budget';
import { startTimeout } from './start-timeout';
import { expireRun } from './unwind/expire-run';
import { placeOf } from './places';
import { readRunContext, type RunContext } from './run-values';

const sweepTasks = statement('sweep_tasks');
const forgetStart = statement('forget_start');

/** Rows in one look. */
const CHUNK = 1_000;

/** Behind the number of any task. */
const LAST = 2 ** 31 - 1;

/** A task that somebody may have to move. */
export interface SweepRow {
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  status: 'pending' | 'ready' | 'queued' | 'running' | 'waiting';
  /** What it waits for. */
  reason: WaitReason | null;
  /** The limit it waits for. */
  wait_key: string | null;
  /** What it waits for from outside the run is there, or did not come in time. */
  arrived: boolean;
  token: string | null;
  fired: number;
  urgent: number;
  attempt: number;
  deaths: number;
  queue: string;
  ready_at: Date | null;
  /** The item it belongs to winds down, or the whole map or loop. */
  failing: boolean;
  overdue: boolean;
  lost: boolean;
  /** The database was away when its worker's lease had to be renewed. */
  blameless: boolean;
  /** Milliseconds since it was ready. */
  waited_ms: number | null;
}

/**
 * Looks at one open run and moves whatever stands still: cancels what a winding-down run will not start, completes
 * what can no longer run, returns what a dead worker held, dispatches what the queue forgot, looks again at what waits,
 * ends what has ended. Safe to repeat and to run beside anything: every move is guarded by the row's own state.
 */
export async function sweepRun(engine: Engine, completer: Completer, ref: RunRef): Promise<void> {
  const all = { run: ref, from: 0, until: LAST };
  let { seen, run } = await sweepRange(engine, completer, all);
  if (run && (await expireRun(engine, run))) ({ seen, run } = await sweepRange(engine, completer, all));
  if (seen === 0 && run?.openSinks === 0) await finalizeRun(engine, completer, ref);
}

/** The same for those of its tasks that are numbered from `from` to before `until`. */
export async function sweepRange(
  engine: Engine,
  completer: Completer,
  range: TaskRange,
): Promise<{ seen: number; run: RunContext | null }> {
  const { run: ref, until } = range;
  let seen = 0;
  for (let behind = range.from - 1; ;) {
    const run = await readRunContext(engine, ref);
    if (!run || run.finished) return { seen, run: null };
    const rows = await engine.database.query<SweepRow & Record<string, unknown>>(sweepTasks, [
      ref.tenantId,
      ref.runId,
      behind,
      CHUNK,
      until,
      engine.leaseMs,
    ]);
    if (isHeld(run)) {
      const settled = await settle({ engine, completer, run });
      if (settled === 'moved') continue;
      // What a gate holds does not end either, where nothing is left for it to do.
      return { seen: seen + rows.length + (settled === 'barred' ? 1 : 0), run };
    }
    if (run.status === 'pending') await engine.database.query(forgetStart, [ref.tenantId, ref.runId]);
    await moveAll({ engine, completer, run }, rows);
    seen += rows.length;
    if (rows.length < CHUNK) return { seen, run };
    behind = rows.at(-1)?.n ?? behind;
  }
}

interface Sweep {
  engine: Engine;
  completer: Completer;
  run: RunContext;
}

/** A run that is held back has tasks nobody decides about yet. */
function isHeld({ status, control }: RunContext): boolean {
  return status === 'pending' && !isWindingDown(control);
}

/**
 * Lets a held run begin if gates let it and there is room. `moved`: it winds down from now on, or no gate holds it any more; read it
 * again. `barred`: a gate holds it.
 */
async function settle({ engine, completer, run }: Sweep): Promise<'held' | 'barred' | 'moved'> {
  if (run.control !== 'none') return 'held';
  const { winding, barred, released } = await settleStart(engine, run);
  if (barred) return 'barred';
  const others = winding.filter(({ runId }) => runId !== run.ref.runId);
  for (const other of others) await sweepRun(engine, completer, other);
  return released || others.length < winding.length ? 'moved' : 'held';
}

async function moveAll({ engine, completer, run }: Sweep, rows: readonly SweepRow[]): Promise<void> {
  const overdue = rows.filter((row) => row.overdue && run.control !== 'pause');
  if (overdue.length > 0)
    // By bulk: most were not lost, but wait behind others of their tenant.
    await engine.dispatcher.dispatch(
      overdue.map(({ n, queue }) => ({ ...run.ref, n, queue })),
      'bulk',
    );
  const moves = rows.map((row) => moveOf(run, row)).filter((move) => move !== null);
  await Promise.all(moves.map((move) => completer.complete(move)));
  for (const row of rows.filter(({ status }) => status === 'waiting'))
    await lookAgain({ engine, completer, run, row, winding: isUnwanted(run, row) });
  await passOn({ engine, completer, run }, rows);
}

/** Slots that fell free while nobody was told of it, and those that a paused run does not use. */
async function passOn({ engine, run }: Sweep, rows: readonly SweepRow[]): Promise<void> {
  const lines = rows
    .filter(({ reason }) => reason === 'CONCURRENCY')
    .flatMap(({ wait_key: key }) => key ?? []);
  for (const key of new Set(lines)) await passSlot(engine, run.ref.tenantId, key);
  const unfunded = rows.filter(({ reason }) => reason === 'BUDGET').flatMap(({ wait_key: key }) => key ?? []);
  for (const key of new Set(unfunded)) await passBudget(engine, run.ref.tenantId, key);
  if (run.control === 'pause') await yieldUnused(engine, run.ref);
}

/** Whether nothing asked for this task although its run, or its item, winds down. */
function isUnwanted({ control }: RunContext, { urgent, failing }: SweepRow): boolean {
  return (isWindingDown(control) || failing) && urgent === 0;
}

/** What to do about one task, or null where it moves by itself. */
function moveOf(run: RunContext, row: SweepRow): Completion | null {
  const winding = isUnwanted(run, row);
  const { status: from } = row;
  if (from === 'waiting') return null;
  const base = { run: run.ref, plan: run.plan, n: row.n, place: placeOf(row), from };
  if (from === 'running') {
    if (!row.lost) return null;
    return { ...base, token: row.token, outcome: lostOutcome(row, winding), bill: { kind: 'unknown' } };
  }
  const late = !winding && startedLate(run, row);
  if (late) return { ...base, token: null, outcome: { kind: 'failed', error: late.toProblem() } };
  if (from === 'pending' && row.fired === 0) return { ...base, token: null, outcome: { kind: 'skipped' } };
  return winding ? { ...base, token: null, outcome: { kind: 'cancelled' } } : null;
}

/** Where the database was away, nobody knows of a death: the attempt does not count. */
function lostOutcome({ blameless }: SweepRow, winding: boolean): CompletionOutcome {
  const error = new MaestroError('worker-lost', 'The worker died while it ran this task.').toProblem();
  if (winding) return { kind: 'cancelled', error };
  return blameless ? { kind: 'release' } : { kind: 'lost', error, alone: false };
}

/** The failure of a task that nobody began in time. While its run is paused nobody may. */
function startedLate({ plan, control }: RunContext, row: SweepRow): MaestroError | null {
  const limit = plan.nodes[row.node]?.start_timeout_ms ?? null;
  const late =
    row.status === 'queued' && control !== 'pause' && limit !== null && (row.waited_ms ?? 0) > limit;
  return late ? startTimeout(limit) : null;
}
