import { planOf, type EdgeDraft, type NodeDraft, type PlanShape } from '../../src/testing/plan-factory';
import type { RandomRun } from '../../src/testing/random-run';
import type { State } from './state';
import { worldOf } from './world';

/** A small world, searched to its end. */
export interface Scope {
  name: string;
  start: State;
}

const none: State['budget'] = {
  drop: 0,
  dup: 0,
  crash: 0,
  stall: 0,
  fail: 0,
  lostAnswer: 0,
  release: 0,
  control: 0,
  create: 0,
};

const attempts = (max_attempts: number): NodeDraft => {
  const { retry } = planOf([{}], []).nodes[0] ?? {};
  return retry ? { retry: { ...retry, max_attempts } } : {};
};

function runOf(
  nodes: NodeDraft[],
  edges: EdgeDraft[],
  more: { shape?: PlanShape; counts?: Record<number, number> } = {},
): RandomRun {
  const answers = { flaky: [], counts: more.counts ?? {}, choices: {} };
  return { plan: planOf(nodes, edges, more.shape), failing: [], answers };
}

function scope(
  name: string,
  run: RandomRun,
  { workers = 2, ...budget }: Partial<State['budget']> & { workers?: number },
): Scope {
  return { name, start: worldOf([run], { workers, budget: { ...none, ...budget } }) };
}

const one = runOf([attempts(2)], []);
const two = runOf([attempts(2), {}], [{ from: 0, to: 1 }]);
const signals = runOf([{ kind: 'signal' }, { kind: 'signal' }], []);
const signal = runOf([{ kind: 'signal' }], []);
const timer = runOf([{ kind: 'wait' }], []);
/** The last node joins the first and the second, and starts with whichever ends first; the second also cleans up. */
const any = runOf(
  [{}, {}, { join: 'any' }],
  [
    { from: 0, to: 2 },
    { from: 1, to: 2, on: 'always' },
  ],
);
const condition = runOf([{ when: 'false' }, {}], [{ from: 0, to: 1 }]);
const failure = runOf(
  [{}, {}, {}],
  [
    { from: 0, to: 1 },
    { from: 0, to: 2, on: 'always' },
  ],
);
const map = runOf(
  [{ kind: 'map', map: { over: [], body: 0, max_parallel: 2, on_item_failure: 'fail' } }, {}],
  [],
  { shape: { top: 1, bodies: [{ owner: 0, first: 1, width: 1, result: 1 }] }, counts: { 0: 2 } },
);

/** The smallest first: most mutants do not outlive the first few. */
export const smallScopes: Scope[] = [
  scope('a condition that is false', condition, { drop: 1, workers: 1 }),
  scope('a timer and a cancel', timer, { control: 2, fail: 1, workers: 1 }),
  scope('a signal before, during and after', signal, { drop: 2, crash: 1, workers: 1 }),
  scope('a failure, and what follows it', failure, { fail: 1, control: 1, workers: 1 }),
  scope('a map of two', map, { fail: 1, control: 1, workers: 1 }),
  scope('two tasks for one signal', signals, { drop: 1, workers: 1 }),
  scope('a join: any in the batch of its sources', any, { workers: 1, control: 1 }),
  scope('a task, its worker, and another', one, { crash: 1, stall: 1, fail: 1, release: 1 }),
  scope('two tasks, control words', two, { fail: 1, control: 2, lostAnswer: 1, dup: 1 }),
  scope('two tasks, death of workers', two, { crash: 1, stall: 1, lostAnswer: 1, drop: 1 }),
];

/** As many states as there is time for. */
export const largeScopes: Scope[] = [
  scope('one task, three workers, every fault', one, {
    ...{ drop: 2, dup: 1, crash: 1, stall: 2, fail: 2, release: 1, lostAnswer: 1, control: 1, workers: 3 },
  }),
  scope('two tasks, two workers, every fault', two, {
    ...{ drop: 1, dup: 1, crash: 1, stall: 1, fail: 1, release: 1, lostAnswer: 1, control: 1 },
  }),
];
