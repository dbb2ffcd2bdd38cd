import {
  applyTransition,
  isTerminalTaskStatus,
  runMachine,
  taskMachine,
  type RunEvent,
  type TaskEvent,
  type TaskStatus,
} from '@maestro/state-machine';
import { applyDelta, decideEdges, isOpenSink, runOutcome, type Outcome } from '../../src';
import type { Mutant } from './mutants';
import { contextOf, fateOf, frameOf, rowOf, scopeOf } from './rows';
import type { Row, Run, State, TaskKey } from './state';

/** One own row of a completing statement. */
export interface Completion extends TaskKey {
  /** Null where no attempt is involved. */
  token: number | null;
  from: TaskStatus;
  outcome:
    'succeeded' | 'failed' | 'skipped' | 'omitted' | 'cancelled' | 'retry' | 'park' | 'release' | 'lost';
  wait?: Row['wait'];
  /** The session that would run successors itself. */
  take?: number;
}

const events: Record<Completion['outcome'], TaskEvent> = {
  succeeded: 'succeed',
  failed: 'fail',
  skipped: 'skip',
  omitted: 'skip',
  cancelled: 'cancel',
  retry: 'retry',
  park: 'park',
  release: 'release',
  lost: 'rescue',
};

/** Rows that the queue holds at most; beyond them, what is ready stays in the backlog. */
const WINDOW = 3;

/**
 * The one statement that ends attempts, step by step as the SQL does it: guard and move the own rows, decide edges,
 * count items, count the run. Returns what it claimed for the caller, and which own rows it changed.
 */
export function complete(
  state: State,
  batch: readonly Completion[],
  mutant: Mutant,
): { changed: boolean[]; taken: TaskKey[] } {
  const taken: TaskKey[] = [];
  const changed = batch.map((completion) => changeOwn(state, completion, mutant));
  batch.forEach((completion, i) => {
    const row = rowOf(state, completion);
    const counts = changed[i] || (mutant === 'repeatCountsAgain' && isTerminalTaskStatus(row.status));
    if (!counts || !isTerminalTaskStatus(row.status)) return;
    const settled = settle(state, completion, { batch, mutant });
    taken.push(...settled.taken);
    count(state, completion, { handled: settled.handled, mutant });
  });
  for (const run of new Set(batch.filter((_, i) => changed[i]).map((completion) => completion.run)))
    finish(state.runs[run] as Run, mutant);
  return { changed, taken };
}

function changeOwn(state: State, completion: Completion, mutant: Mutant): boolean {
  const run = state.runs[completion.run] as Run;
  const row = rowOf(state, completion);
  const { token, outcome, from } = completion;
  if (row.status !== from && mutant !== 'noStateCheck') return false;
  if (!(token === null ? mayEndUnbegun(row, outcome) : token === row.token || mutant === 'noFence'))
    return false;

  const context = contextOf(run, row);
  const failed = outcome === 'retry' || outcome === 'failed';
  const failures = context.failures + (failed ? 1 : 0);
  const maxAttempts = mutant === 'retryForever' ? Infinity : context.maxAttempts;
  const event = events[outcome];
  const applied = applyTransition(taskMachine, {
    state: mutant === 'noStateCheck' ? from : row.status,
    event,
    context: { ...context, failures, maxAttempts },
  });
  if (!applied.ok) {
    // The worker asks the same table before it says `retry`.
    if (outcome !== 'retry') return false;
    const instead = applied.reason === 'attempts-exhausted' ? 'failed' : 'cancelled';
    return (
      applied.reason !== 'illegal-transition' && changeOwn(state, { ...completion, outcome: instead }, mutant)
    );
  }
  row.status = applied.state;
  if (failed) row.failures += 1;
  for (const { kind } of applied.effects) {
    if (kind === 'dispatch') state.queue.push({ run: completion.run, n: row.n });
    if (kind === 'releaseLease') row.session = -1;
    if (kind === 'clearTimer' && mutant !== 'waitKept') row.wait = null;
    if (kind === 'setTimer') row.wait = outcome === 'retry' ? 'BACKOFF' : (completion.wait ?? 'TIMER');
  }
  if (outcome === 'release' && mutant !== 'releaseCounts') row.attempt -= 1;
  if (outcome === 'lost') row.deaths += 1;
  return true;
}

function mayEndUnbegun(row: Row, outcome: Completion['outcome']): boolean {
  if (outcome === 'skipped') return row.undecided === 0 && row.fired === 0;
  return outcome === 'omitted' || row.urgent === 0;
}

interface Settled {
  handled: boolean;
  taken: TaskKey[];
}

function settle(
  state: State,
  completion: Completion,
  { batch, mutant }: { batch: readonly Completion[]; mutant: Mutant },
): Settled {
  const run = state.runs[completion.run] as Run;
  const row = rowOf(state, completion);
  const outcome = row.status as Outcome;
  const chosen = outcome === 'succeeded' ? (run.choices[row.node] ?? null) : null;
  const { deltas, handled } = decideEdges(
    run.plan,
    { node: row.node, outcome, chosen },
    (edge) => edge.when !== 'false',
  );
  const scope = scopeOf(run, row);
  if (outcome === 'failed' && !handled && scope) scope.failing = true;
  if (outcome === 'failed' && !handled && row.parent === null) windDown(run, mutant);
  if (mutant === 'skipNotPropagated' && outcome === 'skipped') return { handled, taken: [] };

  const taken: TaskKey[] = [];
  for (const delta of deltas) {
    const key = { run: completion.run, n: delta.n + row.offset };
    const next = rowOf(state, key);
    if (mutant === 'lostDecrement' && batch.some(({ run: r, n }) => r === key.run && n === key.n)) continue;
    Object.assign(
      next,
      mutant === 'repeatCountsAgain' ? unchecked(next, delta) : applyDelta(next, { ...delta, n: key.n }),
    );
    const mayMove =
      next.status === 'pending' || (mutant === 'reviveEnded' && isTerminalTaskStatus(next.status));
    if (!mayMove || fateOf(run, next) !== 'run') continue;
    if (mutant === 'reviveEnded') next.status = 'pending';
    if (
      completion.take !== undefined &&
      taken.length === 0 &&
      continueWith(state, key, { session: completion.take, mutant })
    )
      taken.push(key);
    else makeReady(state, key);
  }
  return { handled, taken };
}

function unchecked(row: Row, delta: { decided: number; fired: number; urgent: number }): Partial<Row> {
  return {
    undecided: row.undecided - delta.decided,
    fired: row.fired + delta.fired,
    urgent: row.urgent + delta.urgent,
  };
}

function windDown(run: Run, mutant: Mutant): void {
  if ((run.control === 'none' || run.control === 'pause') && mutant !== 'failureForgotten')
    run.control = 'fail';
}

/** Claims a successor in the statement that made it ready; not what cleans up: that outlives the winding down. */
function continueWith(
  state: State,
  key: TaskKey,
  { session, mutant }: { session: number; mutant: Mutant },
): boolean {
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  const context = contextOf(run, row);
  const control = mutant === 'pauseIgnored' ? 'none' : context.control;
  const applied = applyTransition(taskMachine, {
    state: row.status,
    event: 'continue',
    context: { ...context, control },
  });
  if (!applied.ok || row.urgent > 0 || control !== 'none') return false;
  row.status = applied.state;
  grant(state, row, session);
  return true;
}

/** A new token for a row that now runs under a session. */
export function grant(state: State, row: Row, session: number): void {
  state.fresh += 1;
  row.token = state.fresh;
  row.grant = state.fresh;
  row.session = session;
  row.attempt += 1;
}

/** Into the queue, or into the backlog where the window is full. */
export function makeReady(state: State, key: TaskKey): void {
  const row = rowOf(state, key);
  const run = state.runs[key.run] as Run;
  const queued = run.rows.filter(({ status }) => status === 'queued').length;
  const event = queued < WINDOW ? 'admit' : 'makeReady';
  const applied = applyTransition(taskMachine, { state: row.status, event, context: contextOf(run, row) });
  if (!applied.ok) return;
  row.status = applied.state;
  if (applied.effects.some(({ kind }) => kind === 'dispatch')) state.queue.push(key);
}

/** Lowers the counts of the run, or of the map or loop that the row is an item of. */
function count(state: State, key: TaskKey, { handled, mutant }: { handled: boolean; mutant: Mutant }): void {
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  const frame = frameOf(run, row.n);
  const toleratedItems = row.status === 'succeeded' && frame !== undefined && frame.failed > 0;
  if ((row.status === 'failed' && handled) || toleratedItems) run.tolerated += 1;
  if (!isOpenSink(run.plan, row.node)) return;
  if (mutant === 'cancelledNotCounted' && row.status === 'cancelled') return;
  const owner = row.parent === null ? undefined : frameOf(run, row.parent);
  if (!owner) {
    run.openSinks -= 1;
    return;
  }
  owner.open -= 1;
  if (!row.failing) return;
  owner.failed += 1;
  if (!owner.tolerate) owner.stopped = true;
}

const ends: Partial<Record<Run['status'], RunEvent>> = {
  succeeded: 'succeed',
  completed: 'complete',
  failed: 'fail',
  cancelled: 'cancel',
  timed_out: 'timeOut',
};

/** Ends a run whose sinks have all ended, unless something in it still lives. */
export function finish(run: Run, mutant: Mutant): void {
  if (run.openSinks > 0) return;
  const live = run.rows.filter(({ status }) => !isTerminalTaskStatus(status)).length;
  const event = ends[runOutcome(run)] as RunEvent;
  const context = { liveTasks: mutant === 'endsOverLive' ? 0 : live };
  const applied = applyTransition(runMachine, { state: run.status, event, context });
  if (applied.ok) run.status = applied.state;
}
