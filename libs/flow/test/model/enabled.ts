import { isTerminalRunStatus, isTerminalTaskStatus } from '@maestro/state-machine';
import { costOf, omissible, type Command, type Ending } from './commands';
import { fateOf, frameOf, isToStop, isUnwanted } from './rows';
import type { Row, Run, State, TaskKey, Worker } from './state';

/** Every command that would do something in this state, as far as the budget goes. */
export function enabled(state: State): Command[] {
  const commands: Command[] = [];
  state.runs.forEach((run, index) => addRun(state, commands, { run, index }));
  state.queue.forEach((key, message) => {
    if (state.queue.findIndex(({ run, n }) => run === key.run && n === key.n) !== message) return;
    state.workers.forEach(({ crashed }, worker) => {
      if (!crashed) commands.push({ type: 'claim', worker, message });
    });
    commands.push({ type: 'drop', message }, { type: 'dup', message });
  });
  state.workers.forEach((held, worker) => addWorker(state, commands, { held, worker }));
  if (state.looks.length > 0) commands.push({ type: 'look', index: 0 }, { type: 'loseLook', index: 0 });
  state.matches.forEach((_, index) => commands.push({ type: 'match', index }, { type: 'loseMatch', index }));
  return commands.filter((command) => {
    const cost = costOf(command);
    return cost === null || state.budget[cost] > 0;
  });
}

function addRun(state: State, commands: Command[], { run, index }: { run: Run; index: number }): void {
  if (isTerminalRunStatus(run.status)) {
    commands.push({ type: 'rerun', run: index });
    return;
  }
  for (const row of run.rows) addRow(state, commands, { run, row, key: { run: index, n: row.n } });
  const waiters = run.rows.filter((row) => run.plan.nodes[row.node]?.kind === 'signal').length;
  // The world keeps its promise, and no more: as many signals as there are tasks for them.
  if (run.signals.length < waiters) commands.push({ type: 'signal', run: index });
  if (run.control === 'pause') commands.push({ type: 'resume', run: index });
  if (run.control === 'none') commands.push({ type: 'pause', run: index });
  if (run.control !== 'cancel') commands.push({ type: 'cancel', run: index });
  if (run.control === 'none' || run.control === 'pause') commands.push({ type: 'deadline', run: index });
  if (run.openSinks === 0) commands.push({ type: 'finish', run: index, n: 0 });
}

function addRow(
  state: State,
  commands: Command[],
  { run, row, key }: { run: Run; row: Row; key: TaskKey },
): void {
  if (isTerminalTaskStatus(row.status)) return;
  if (isOmissible(row)) commands.push({ type: 'omit', ...key });
  switch (row.status) {
    case 'pending':
      if (fateOf(run, row) !== 'wait') commands.push({ type: 'sweep', ...key });
      break;
    case 'ready':
    case 'queued':
      if (isUnwanted(run, row)) commands.push({ type: 'sweep', ...key });
      else if (row.status === 'ready') commands.push({ type: 'admit', ...key });
      else if (!state.queue.some((each) => each.run === key.run && each.n === key.n))
        commands.push({ type: 'refill', ...key });
      break;
    case 'running':
      if (!state.sessions[row.session]) commands.push({ type: 'rescue', ...key });
      break;
    case 'waiting':
      addWaiting(state, commands, { run, row, key });
  }
}

/** Not a map that has items, and in an item nothing that waits for others: its end would end the item over them. */
function isOmissible(row: Row): boolean {
  const isInTheMiddle = row.status === 'pending' && row.parent !== null;
  return omissible.includes(row.status) && row.wait !== 'ITEMS' && !isInTheMiddle;
}

function addWaiting(
  state: State,
  commands: Command[],
  { run, row, key }: { run: Run; row: Row; key: TaskKey },
): void {
  const unwanted = isUnwanted(run, row);
  if (row.wait === 'ITEMS') {
    const frame = frameOf(run, row.n);
    const more =
      frame && !frame.stopped && !unwanted && frame.created < frame.count && frame.open < frame.parallel;
    if (frame?.open === 0 || more) commands.push({ type: 'advance', ...key });
  } else if (unwanted) commands.push({ type: 'sweep', ...key });
  else if (row.wait === 'BACKOFF' || row.wait === 'TIMER') commands.push({ type: 'wake', ...key });
  else if (
    run.signals.includes(0) &&
    !state.looks.includes(key.run) &&
    !state.matches.some((each) => each.run === key.run)
  )
    commands.push({ type: 'sweep', ...key });
}

function addWorker(
  state: State,
  commands: Command[],
  { held, worker }: { held: Worker; worker: number },
): void {
  if (held.session < 0) return;
  // The lease of the dead runs out; the living renew theirs.
  if (held.crashed) {
    commands.push({ type: 'expire', worker });
    return;
  }
  if (hearsSomething(state, held)) commands.push({ type: 'heartbeat', worker });
  if (state.sessions[held.session]) commands.push({ type: 'crash', worker }, { type: 'stall', worker });
  if (held.hand.filter(({ written }) => !written).length > 1) commands.push({ type: 'completeAll', worker });
  held.hand.forEach((key, index) => {
    if (key.written) {
      commands.push({ type: 'complete', worker, held: index, outcome: 'succeeded', take: true });
      return;
    }
    const run = state.runs[key.run] as Run;
    const node = run.plan.nodes[(run.rows[key.n] as Row).node];
    const endings: Ending[] = node?.when === 'false' ? ['skipped'] : ['succeeded', 'failed', 'retry'];
    for (const outcome of [...endings, 'release'] as const) {
      const base = { worker, held: index, outcome };
      commands.push({ type: 'complete', ...base, take: true });
      if (outcome === 'succeeded')
        commands.push(
          { type: 'complete', ...base, take: false },
          { type: 'lostAnswer', ...base, take: true },
        );
    }
  });
}

/** Whether the next heartbeat would change anything. */
function hearsSomething(state: State, { session, hand }: Worker): boolean {
  return !state.sessions[session] || hand.some((entry) => isToStop(state, entry));
}

/**
 * What a schedule without further faults may choose: whatever goes on by itself, and a world that keeps its promises.
 * A handler that is to stop is one that would never end by itself.
 */
export function isFair(state: State, command: Command): boolean {
  if (costOf(command) !== null) return false;
  if (command.type !== 'complete') return command.type !== 'completeAll';
  const entry = state.workers[command.worker]?.hand[command.held];
  return entry !== undefined && command.take && (entry.written || !isToStop(state, entry));
}
