import { isTerminalRunStatus, isTerminalTaskStatus, isWindingDown } from '@maestro/state-machine';
import { isOpenSink } from '../../src';
import { isHandled } from '../oracle';
import type { Command } from './commands';
import { frameOf, joinOf, scopeOf } from './rows';
import type { Held, Row, Run, State } from './state';

/** A rule that this step broke, or null. Knows nothing of how a step is made: compares before and after. */
export function brokenRule(before: State, command: Command, after: State): string | null {
  const stale = staleRule(before, command, after);
  if (stale !== null) return stale;
  if (before.sessions.some((alive, id) => !alive && after.sessions[id]))
    return 'a session that ended came back';
  for (const [index, run] of after.runs.entries()) {
    const earlier = before.runs[index];
    const broken = runRule(run) ?? (earlier ? stepRule(before, { earlier, run }) : null);
    if (broken !== null) return broken;
  }
  return null;
}

/** I5: whoever does not hold a task any more, or has told its result before, changes nothing. */
function staleRule(before: State, command: Command, after: State): string | null {
  const isOwn = command.type === 'complete' || command.type === 'lostAnswer';
  if (!isOwn && command.type !== 'completeAll') return null;
  const { hand } = before.workers[command.worker] ?? { hand: [] };
  const entries = isOwn ? hand.slice(command.held, command.held + 1) : hand;
  if (entries.some((entry) => holds(before, entry))) return null;
  return JSON.stringify(before.runs.map(rowsOf)) === JSON.stringify(after.runs.map(rowsOf))
    ? null
    : 'a stale completion changed something';
}

const rowsOf = ({ rows, frames, openSinks, control }: Run) => ({ rows, frames, openSinks, control });

function holds(state: State, { run, n, grant }: Held): boolean {
  const row = state.runs[run]?.rows[n];
  return row?.grant === grant && row.status === 'running';
}

function stepRule(before: State, { earlier, run }: { earlier: Run; run: Run }): string | null {
  if (isTerminalRunStatus(earlier.status) && run.status !== earlier.status) return 'an ended run moved';
  for (const was of earlier.rows) {
    const row = run.rows[was.n] as Row;
    if (isTerminalTaskStatus(was.status) && (row.status !== was.status || row.grant !== was.grant))
      return 'an ended task moved: it has one result';
    if (row.deaths > was.deaths && before.sessions[was.session]) return 'a living lease was taken away';
    const begins = row.status === 'running' && (was.status !== 'running' || row.grant !== was.grant);
    const broken = begins ? startRule(earlier, { run, was, row }) : null;
    if (broken !== null) return broken;
  }
  return null;
}

function startRule(earlier: Run, { run, was, row }: { run: Run; was: Row; row: Row }): string | null {
  if (was.status === 'running') return 'an attempt was taken over while it ran';
  if (earlier.control === 'pause') return 'an attempt began while its run was paused';
  if (isWindingDown(earlier.control) && row.parent === null && row.urgent === 0)
    return 'an attempt began that its run does not want';
  const sources = sourcesOf(run, row);
  const ended = sources.filter(({ status }) => isTerminalTaskStatus(status));
  const enough = joinOf(run, row) === 'any' ? Math.min(1, sources.length) : sources.length;
  if (ended.length < enough) return 'an attempt began before what it depends on';
  const granted = run.plan.nodes[row.node]?.retry.max_attempts ?? 1;
  if (row.attempt - row.deaths > granted) return 'more attempts than granted';
  return null;
}

function sourcesOf(run: Run, row: Row): Row[] {
  const edges = run.plan.nodes[row.node]?.in ?? [];
  return edges.map((edge) => run.rows[(run.plan.edges[edge]?.from ?? 0) + row.offset] as Row);
}

function runRule(run: Run): string | null {
  let sinks = 0;
  for (const row of run.rows) {
    const live = !isTerminalTaskStatus(row.status);
    const open = sourcesOf(run, row).filter(({ status }) => !isTerminalTaskStatus(status)).length;
    if (row.undecided !== open) return 'each edge is decided once, when its source ends';
    if ((row.status === 'waiting') !== (row.wait !== null)) return 'exactly what is parked has a reason';
    if ((row.status === 'running') !== row.session >= 0) return 'exactly what runs is under a lease';
    if (live && isTerminalRunStatus(run.status)) return 'an ended run has a live task';
    if (live && row.parent === null && isOpenSink(run.plan, row.node)) sinks += 1;
  }
  if (run.openSinks !== sinks) return 'every end of a sink is counted once';
  if (run.signals.some((times) => times > 1)) return 'a signal was handed over twice';
  for (const { n } of run.frames) {
    const broken = frameRule(run, n);
    if (broken !== null) return broken;
  }
  return outcomeRule(run);
}

function frameRule(run: Run, n: number): string | null {
  const frame = frameOf(run, n);
  const owner = run.rows[n] as Row;
  const items = run.rows.filter(({ parent }) => parent === n);
  const isLive = ({ status }: Row) => !isTerminalTaskStatus(status);
  const open = items.filter((row) => scopeOf(run, row) === row && isLive(row)).length;
  if (frame?.open !== open) return 'every end of an item is counted once';
  if (open > frame.parallel) return 'more items at a time than allowed';
  if (!isLive(owner) && items.some(isLive)) return 'a map ended before its items';
  const failed = items.some(({ status, node }) => status === 'failed' && !isHandled(run.plan, node));
  if (owner.status === 'succeeded' && failed && !frame.tolerate) return 'a map succeeded over a failed item';
  return null;
}

/** How a run is called at its end, told from its tasks. */
function outcomeRule({ plan, status, rows }: Run): string | null {
  const failed = rows.some(
    (row) => row.parent === null && row.status === 'failed' && !isHandled(plan, row.node),
  );
  if ((status === 'succeeded' || status === 'completed') && failed)
    return 'a run succeeded over a failed task';
  if (status === 'failed' && !failed) return 'a run failed without a failed task';
  return null;
}
