import { bodyTasks, initialTasks, offsetOf, openSinks, readiness, type Mode } from '../../src';
import type { RandomRun } from '../../src/testing/random-run';
import {
  isTerminalRunStatus,
  isWindingDown,
  type RunControl,
  type TaskContext,
} from '@maestro/state-machine';
import type { Frame, Held, Row, Run, State, TaskKey } from './state';

export function rowOf(state: State, { run, n }: TaskKey): Row {
  const row = state.runs[run]?.rows[n];
  if (!row) throw new Error(`no row ${n} in run ${run}`);
  return row;
}

export function frameOf(run: Run, n: number): Frame | undefined {
  return run.frames.find((frame) => frame.n === n);
}

/** What the control words say to a row: that of its run, and that of every item it is in. */
export function contextOf(run: Run, row: Row): TaskContext {
  const { failures } = row;
  const maxAttempts = run.plan.nodes[row.node]?.retry.max_attempts ?? 1;
  return { ...wish(run, row), failures, maxAttempts };
}

function wish(run: Run, row: Row): { control: RunControl; urgent: number } {
  if (run.control === 'pause') return { control: 'pause', urgent: row.urgent };
  if (row.parent === null) return { control: run.control, urgent: row.urgent };
  if (frameOf(run, row.parent)?.stopped || itemFails(run, row))
    return { control: 'fail', urgent: row.urgent };
  // What the run still wants of the map, it wants of all that is in it; and in every item what cleans up there.
  const { control, urgent } = wish(run, run.rows[row.parent] as Row);
  return { control, urgent: Math.max(row.urgent, urgent) };
}

/** True where the run or the item of a row starts nothing but clean-up, and the row is none. */
export function isUnwanted(run: Run, row: Row): boolean {
  const { control, urgent } = wish(run, row);
  return isWindingDown(control) && urgent === 0;
}

/** Whether whoever holds a task is told to stop, once: a result that is under way is not called back. */
export function isToStop(state: State, held: Held): boolean {
  const run = state.runs[held.run] as Run;
  return !held.written && (isTerminalRunStatus(run.status) || isUnwanted(run, rowOf(state, held)));
}

/** The last row of the item that a row is in. */
export function scopeOf(run: Run, row: Row): Row | undefined {
  const body = run.plan.nodes[row.node]?.body ?? null;
  return body === null ? undefined : run.rows[(run.plan.bodies[body]?.result ?? 0) + row.offset];
}

function itemFails(run: Run, row: Row): boolean {
  return scopeOf(run, row)?.failing === true;
}

export function fateOf(run: Run, row: Row): ReturnType<typeof readiness> {
  const { control, urgent } = wish(run, row);
  const mode: Mode = isWindingDown(control) ? 'winding_down' : 'normal';
  const entry = run.plan.nodes[row.node]?.in.length === 0;
  return readiness({ undecided: row.undecided, fired: row.fired, urgent, entry }, joinOf(run, row), mode);
}

export function joinOf(run: Run, row: Row): 'all' | 'any' {
  return run.plan.nodes[row.node]?.join ?? 'all';
}

function newRow(row: Pick<Row, 'n' | 'node' | 'offset' | 'parent' | 'idx' | 'undecided'>): Row {
  return {
    ...row,
    status: 'pending',
    fired: 0,
    urgent: 0,
    attempt: 0,
    failures: 0,
    deaths: 0,
    token: 0,
    session: -1,
    wait: null,
    failing: false,
    grant: 0,
  };
}

/** A run as it is accepted: nothing in the queue yet. */
export function newRun({ plan, answers }: RandomRun): Run {
  return {
    plan,
    counts: answers?.counts ?? {},
    choices: answers?.choices ?? {},
    rows: initialTasks(plan).map(({ n, undecided }) =>
      newRow({ n, node: n, offset: 0, parent: null, idx: 0, undecided }),
    ),
    frames: [],
    status: 'queued',
    control: 'none',
    openSinks: openSinks(plan).length,
    tolerated: 0,
    signals: [],
  };
}

/** The rows of the next item or round of a map or loop, behind all that the run has. */
export function newItem(run: Run, frame: Frame): Row[] {
  const { width } = run.plan.bodies[frame.body] ?? { width: 0 };
  const base = run.rows.length - frame.created * width;
  const offset = offsetOf(run.plan, frame.body, base, frame.created);
  const rows = bodyTasks(run.plan, frame.body).map(({ node, undecided }) =>
    newRow({ n: node + offset, node, offset, parent: frame.n, idx: frame.created, undecided }),
  );
  run.rows.push(...rows);
  return rows;
}
