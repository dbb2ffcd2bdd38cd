import type { Plan } from '@maestro/dsl';
import type { RunControl, RunStatus, TaskStatus } from '@maestro/state-machine';

/** Why a task is parked. */
export type Wait = 'BACKOFF' | 'TIMER' | 'SIGNAL' | 'ITEMS';

/** A row of tasks. */
export interface Row {
  /** Its number is its place among the rows of its run. */
  n: number;
  node: number;
  /** What to add to a node of its instance to get a number. */
  offset: number;
  /** The map or loop that it is in, and which item or round it is of. */
  parent: number | null;
  idx: number;
  status: TaskStatus;
  undecided: number;
  fired: number;
  urgent: number;
  attempt: number;
  failures: number;
  deaths: number;
  /** 0 before the first claim. */
  token: number;
  session: number;
  wait: Wait | null;
  /** On the last row of an item: the item winds down. */
  failing: boolean;
  /** Which grant of work the row stands for, never used twice: what tokens ought to tell. No rule of the engine reads it. */
  grant: number;
}

/** The state of a map or loop that has begun. */
export interface Frame {
  n: number;
  body: number;
  base: number;
  count: number;
  /** Most items at a time. */
  parallel: number;
  created: number;
  open: number;
  failed: number;
  tolerate: boolean;
  /** A loop that would go round more often than it may. */
  exhausted: boolean;
  stopped: boolean;
}

export interface Run {
  plan: Plan;
  /** Items of a map, rounds of a loop, by node. */
  counts: Readonly<Record<number, number>>;
  choices: Readonly<Record<number, number | null>>;
  rows: Row[];
  frames: Frame[];
  status: RunStatus;
  control: RunControl;
  openSinks: number;
  tolerated: number;
  /** How often each signal was handed to a task, oldest first. */
  signals: number[];
}

/** A task of a run: in the queue, in a hand, or to be looked at. */
export interface TaskKey {
  run: number;
  n: number;
}

/** What a worker believes to hold. */
export interface Held extends TaskKey {
  token: number;
  grant: number;
  /** Its result is under way: the answer to the first try was lost, and the write is repeated until one comes. */
  written: boolean;
}

export interface Worker {
  /** -1 for none yet. */
  session: number;
  hand: Held[];
  /** The process is gone; its lease is not over yet. */
  crashed: boolean;
}

export interface State {
  runs: Run[];
  workers: Worker[];
  /** By session: whether the database calls it alive. */
  sessions: boolean[];
  queue: TaskKey[];
  /** Looks for signals that somebody is about to make, by run. */
  looks: number[];
  /** Signals that somebody is about to hand over. */
  matches: (TaskKey & { signal: number })[];
  /** The next token and grant. */
  fresh: number;
  /** How many messages and looks may still be lost, doubled, and so on: small scopes are made by this. */
  budget: Record<Spent, number>;
}

/** What is rationed. */
export type Spent =
  'drop' | 'dup' | 'crash' | 'stall' | 'fail' | 'lostAnswer' | 'release' | 'control' | 'create';

export function cloneState(state: State): State {
  return {
    ...state,
    runs: state.runs.map((run) => ({
      ...run,
      rows: run.rows.map((row) => ({ ...row })),
      frames: run.frames.map((frame) => ({ ...frame })),
      signals: [...run.signals],
    })),
    workers: state.workers.map((worker) => ({ ...worker, hand: [...worker.hand] })),
    sessions: [...state.sessions],
    queue: [...state.queue],
    looks: [...state.looks],
    matches: [...state.matches],
    budget: { ...state.budget },
  };
}

/** One text for all states that differ only in which random numbers were drawn. */
export function encodeState(state: State): string {
  const names = new Map<number, number>();
  const name = (drawn: number): number => {
    const known = names.get(drawn);
    if (known !== undefined) return known;
    names.set(drawn, names.size);
    return names.size - 1;
  };
  const sessions = new Map<number, string>();
  const session = (id: number): string => {
    const known = sessions.get(id) ?? `${sessions.size}${state.sessions[id] ? '+' : '-'}`;
    sessions.set(id, known);
    return id < 0 ? '' : known;
  };
  let text = '';
  for (const run of state.runs) {
    text += `${run.status}${run.control}${run.openSinks},${run.tolerated},${run.signals.join('')}`;
    for (const row of run.rows) {
      text += `|${row.status}${row.undecided},${row.fired},${row.urgent},${row.attempt},${row.failures},${row.deaths},`;
      // What has ended keeps its token, and late attempts of it are told apart by nothing else.
      text += `${name(row.token)},${name(row.grant)},${row.status === 'running' ? session(row.session) : ''},${row.wait ?? ''}${row.failing ? 'f' : ''}`;
    }
    for (const { created, open, failed, stopped } of run.frames)
      text += `!${created},${open},${failed},${stopped}`;
    text += '/';
  }
  // Workers are alike: which of two does a thing makes no difference.
  const workers = state.workers.map(({ session: id, hand, crashed }) => {
    const held = hand.map(
      (each) => `,${each.run}.${each.n}.${name(each.token)}.${name(each.grant)}${each.written ? 'w' : ''}`,
    );
    return `w${session(id)}${crashed ? 'x' : ''}${held.sort().join('')}`;
  });
  text += workers.sort().join('');
  const queue = state.queue.map(({ run, n }) => run * 1_000 + n).sort((a, b) => a - b);
  const matches = state.matches.map(({ run, n, signal }) => `${run}.${n}.${signal}`).sort();
  return `${text}q${queue.join()}l${state.looks.join()}m${matches.join()}b${Object.values(state.budget).join()}`;
}

const plenty: State['budget'] = {
  drop: 1_000,
  dup: 1_000,
  crash: 1_000,
  stall: 1_000,
  fail: 1_000,
  lostAnswer: 1_000,
  release: 1_000,
  control: 1_000,
  create: 2,
};

/** A world without runs. What the budget does not name is not rationed. */
export function newState(workers: number, budget: Partial<State['budget']> = {}): State {
  return {
    runs: [],
    workers: Array.from({ length: workers }, () => ({ session: -1, hand: [], crashed: false })),
    sessions: [],
    queue: [],
    looks: [],
    matches: [],
    fresh: 0,
    budget: { ...plenty, ...budget },
  };
}
