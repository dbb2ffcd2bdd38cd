import { applyTransition, isTerminalRunStatus, runMachine, taskMachine } from '@maestro/state-machine';
import { costOf, type Command, type Ending } from './commands';
import { complete, finish, grant, makeReady, type Completion } from './complete';
import { advance, beginFrame } from './frames';
import { brokenRule } from './invariants';
import type { Mutant } from './mutants';
import { rerun } from './rerun';
import { contextOf, fateOf, isToStop, isUnwanted, rowOf } from './rows';
import { handOver, look, sendSignal } from './signals';
import { cloneState, type Held, type Row, type Run, type State, type TaskKey, type Worker } from './state';

/** Carries out one command and says which rule that broke; null for none. A counter that throws is noticed as well. */
export function checkedStep(state: State, command: Command, mutant: Mutant = null): string | null {
  const before = cloneState(state);
  try {
    step(state, command, mutant);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  return brokenRule(before, command, state);
}

/** Carries out one command, in place. What its guards refuse changes nothing. */
function step(state: State, command: Command, mutant: Mutant = null): void {
  const cost = costOf(command);
  if (cost !== null) state.budget[cost] -= 1;
  switch (command.type) {
    case 'admit':
      return makeReady(state, command);
    case 'refill':
      if (mutant !== 'noRefill') state.queue.push({ run: command.run, n: command.n });
      return;
    case 'sweep':
      return sweep(state, command, mutant);
    case 'wake':
      return wake(state, command, mutant);
    case 'advance':
      return advance(state, command, mutant);
    case 'rescue':
      return rescue(state, command, mutant);
    case 'finish':
      return finish(state.runs[command.run] as Run, mutant);
    case 'omit':
      return end(state, command, { outcome: 'omitted', mutant });
    case 'claim':
      return claim(state, command, mutant);
    case 'complete':
      return completeHeld(state, command, { answered: true, mutant });
    case 'lostAnswer':
      return completeHeld(state, command, { answered: false, mutant });
    case 'completeAll':
      return completeAll(state, command.worker, mutant);
    case 'heartbeat':
      return heartbeat(state, command.worker, mutant);
    case 'look':
      return look(state, mutant);
    case 'match':
      return handOver(state, command.index, mutant);
    case 'signal':
      return sendSignal(state, command.run);
    case 'rerun':
      return rerun(state, command.run);
    case 'drop':
      state.queue.splice(command.message, 1);
      return;
    case 'dup':
      state.queue.push(state.queue[command.message] as TaskKey);
      return;
    case 'loseLook':
      state.looks.splice(command.index, 1);
      return;
    case 'loseMatch':
      state.matches.splice(command.index, 1);
      return;
    case 'crash':
      // The process is gone, with what it knew; its session seems alive until the lease is over.
      Object.assign(workerOf(state, command.worker), { hand: [], crashed: true });
      return;
    case 'expire':
      endSession(state, command.worker, { knows: true });
      return;
    case 'stall':
      // It lives and works on, and hears of nothing.
      if (mutant === 'rescueLive') rescueAll(state, command.worker);
      else endSession(state, command.worker, { knows: false });
      return;
    case 'resume':
    case 'cancel':
    case 'pause':
    case 'deadline':
      return setControl(state, command);
  }
}

function workerOf(state: State, worker: number): Worker {
  return state.workers[worker] as Worker;
}

function endSession(state: State, worker: number, { knows }: { knows: boolean }): void {
  const held = workerOf(state, worker);
  state.sessions[held.session] = false;
  if (knows) Object.assign(held, { session: -1, hand: [], crashed: false });
}

function rescueAll(state: State, worker: number): void {
  const { session } = workerOf(state, worker);
  state.runs.forEach((run, index) => {
    for (const { n, status, session: holder } of run.rows)
      if (status === 'running' && holder === session) rescue(state, { run: index, n }, null);
  });
}

const controls = { resume: 'none', cancel: 'cancel', pause: 'pause', deadline: 'timeout' } as const;

function setControl(state: State, command: { type: keyof typeof controls; run: number }): void {
  const run = state.runs[command.run] as Run;
  if (!isTerminalRunStatus(run.status)) run.control = controls[command.type];
}

/** Ends a row that no attempt holds, or that is parked: then under the token it shows. */
function end(
  state: State,
  key: TaskKey,
  { outcome, mutant }: { outcome: Completion['outcome']; mutant: Mutant },
): void {
  const { status, token } = rowOf(state, key);
  complete(
    state,
    [{ run: key.run, n: key.n, token: status === 'waiting' ? token : null, from: status, outcome }],
    mutant,
  );
}

function sweep(state: State, key: TaskKey, mutant: Mutant): void {
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  if (row.status === 'pending') {
    const fate = fateOf(run, row);
    if (fate === 'run') makeReady(state, key);
    if (fate === 'skip' && mutant !== 'skipNotSwept') end(state, key, { outcome: 'skipped', mutant });
    if (fate === 'cancel') end(state, key, { outcome: 'cancelled', mutant });
  } else if (isUnwanted(run, row)) {
    end(state, key, { outcome: 'cancelled', mutant });
  } else if (row.wait === 'SIGNAL' && mutant !== 'parkWithoutLook') {
    state.looks.push(key.run);
  }
}

function wake(state: State, key: TaskKey, mutant: Mutant): void {
  const row = rowOf(state, key);
  if (row.wait === 'TIMER') return end(state, key, { outcome: 'succeeded', mutant });
  const context = contextOf(state.runs[key.run] as Run, row);
  const applied = applyTransition(taskMachine, { state: row.status, event: 'wake', context });
  if (!applied.ok) return;
  row.status = applied.state;
  row.wait = null;
  state.queue.push({ run: key.run, n: key.n });
}

/** Deaths after which a task is not given to another worker. */
const MAX_DEATHS = 3;

function rescue(state: State, key: TaskKey, mutant: Mutant): void {
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  const quarantined = row.deaths + 1 >= MAX_DEATHS;
  const outcome = isUnwanted(run, row) ? 'cancelled' : quarantined ? 'failed' : 'lost';
  complete(state, [{ run: key.run, n: key.n, token: row.token, from: 'running', outcome }], mutant);
}

function claim(state: State, { worker, message }: { worker: number; message: number }, mutant: Mutant): void {
  const [key] = state.queue.splice(message, 1);
  if (!key) return;
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  const context = contextOf(run, row);
  const applied = applyTransition(taskMachine, {
    state: mutant === 'blindClaim' ? 'queued' : row.status,
    event: 'claim',
    context: mutant === 'windingIgnored' ? { ...context, control: 'none' } : context,
  });
  if (!applied.ok || isTerminalRunStatus(run.status)) return;
  row.status = applied.state;
  const died = row.deaths > 0 ? row.token : null;
  grant(state, row, openSession(state, worker));
  if (mutant === 'tokenReuse' && died !== null) row.token = died;
  const started = applyTransition(runMachine, {
    state: run.status,
    event: 'start',
    context: { liveTasks: 1 },
  });
  if (started.ok) run.status = started.state;
  hold(state, worker, key);
}

/** The session of a worker; a new one where it knows that the old one is over. */
function openSession(state: State, worker: number): number {
  const held = workerOf(state, worker);
  if (held.session < 0) held.session = state.sessions.push(true) - 1;
  return held.session;
}

function hold(state: State, worker: number, { run, n }: TaskKey): void {
  const { token, grant: id } = rowOf(state, { run, n });
  workerOf(state, worker).hand.push({ run, n, token, grant: id, written: false });
}

/** A handler has ended, or has said what it waits for. */
function completionOf(state: State, { run, n, token }: Held, outcome: Ending): Completion {
  const row = rowOf(state, { run, n });
  const kind = (state.runs[run] as Run).plan.nodes[row.node]?.kind;
  const base = { run, n, token, from: 'running' as const };
  if (outcome !== 'succeeded') return { ...base, outcome };
  if (kind === 'wait') return { ...base, outcome: 'park', wait: 'TIMER' };
  if (kind === 'signal') return { ...base, outcome: 'park', wait: 'SIGNAL' };
  if (kind === 'map' || kind === 'loop') return { ...base, outcome: 'park', wait: 'ITEMS' };
  return { ...base, outcome };
}

function completeHeld(
  state: State,
  command: { worker: number; held: number; outcome: Ending; take: boolean },
  { answered, mutant }: { answered: boolean; mutant: Mutant },
): void {
  const { worker, held } = command;
  const { hand, session } = workerOf(state, worker);
  const entry = hand[held];
  if (!entry) return;
  const completion = {
    ...completionOf(state, entry, command.outcome),
    take: command.take ? session : undefined,
  };
  const { changed, taken } = complete(state, [completion], mutant);
  followPark(state, completion, { parked: changed[0] === true, mutant });
  if (!answered) {
    hand[held] = { ...entry, written: true };
    return;
  }
  hand.splice(held, 1);
  for (const key of taken) hold(state, worker, key);
  if (!changed[0]) recover(state, worker, { entry, mutant });
}

/** After a completion that had been written before: what it had claimed must be asked for. */
function recover(state: State, worker: number, { entry, mutant }: { entry: Held; mutant: Mutant }): void {
  const { session, hand } = workerOf(state, worker);
  if (rowOf(state, entry).token !== entry.token || mutant === 'forgetsTaken') return;
  const known = new Set(hand.map(({ grant: id }) => id));
  const lost = (row: Row) => row.status === 'running' && row.session === session && !known.has(row.grant);
  for (const row of state.runs[entry.run]?.rows ?? [])
    if (lost(row)) hold(state, worker, { run: entry.run, n: row.n });
}

function completeAll(state: State, worker: number, mutant: Mutant): void {
  const held = workerOf(state, worker);
  const batch = held.hand.map((entry) => {
    const row = rowOf(state, entry);
    const skipped = state.runs[entry.run]?.plan.nodes[row.node]?.when === 'false';
    return completionOf(state, entry, skipped ? 'skipped' : 'succeeded');
  });
  const { changed } = complete(state, batch, mutant);
  batch.forEach((completion, i) => followPark(state, completion, { parked: changed[i] === true, mutant }));
  const entries = held.hand.splice(0);
  entries.forEach((entry, i) => {
    if (!changed[i]) recover(state, worker, { entry, mutant });
  });
}

/** What a parked task needs besides its wait. */
function followPark(
  state: State,
  completion: Completion,
  { parked, mutant }: { parked: boolean; mutant: Mutant },
): void {
  if (!parked || completion.outcome !== 'park') return;
  if (completion.wait === 'ITEMS') beginFrame(state.runs[completion.run] as Run, rowOf(state, completion));
  if (completion.wait === 'SIGNAL' && mutant !== 'parkWithoutLook') state.looks.push(completion.run);
}

/** Renews the lease, and hears of what is to stop. */
function heartbeat(state: State, worker: number, mutant: Mutant): void {
  const held = workerOf(state, worker);
  if (!state.sessions[held.session]) {
    if (mutant === 'reviveSession') state.sessions[held.session] = true;
    else endSession(state, worker, { knows: true });
    return;
  }
  if (mutant === 'cancelIgnoresRunning') return;
  const stopped = held.hand.filter((entry) => isToStop(state, entry));
  held.hand = held.hand.filter((entry) => !stopped.includes(entry));
  complete(
    state,
    stopped.map(({ run, n, token }) => ({ run, n, token, from: 'running', outcome: 'cancelled' })),
    mutant,
  );
}
