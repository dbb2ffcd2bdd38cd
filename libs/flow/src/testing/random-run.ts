import fc from 'fast-check';
import type { Plan } from '@maestro/dsl';
import type { Behaviour } from '../behaviour';
import { planOf } from './plan-factory';
import { flatten, type PartDraft, type RandomEdge, type RandomNode } from './random-parts';

/** A plan, and how its work goes. Plain data: fast-check prints it on failure. */
export interface RandomRun {
  plan: Plan;
  /** Nodes whose work fails whenever it is performed. */
  failing: number[];
  /** Of a run with bodies and decisions. */
  answers?: {
    /** Nodes whose work fails in every second item or round. */
    flaky: number[];
    /** Of a map its items, of a loop the rounds it takes; by node. */
    counts: Record<number, number>;
    /** Of a decision, by node. */
    choices: Record<number, number | null>;
  };
}

export interface RandomRunOptions {
  /** Default 12. Without those of bodies. */
  maxNodes?: number;
  /** Default 30. Without those of bodies. */
  maxEdges?: number;
  /** How deep maps and loops may stand in each other; default 0: only tasks, and no decisions either. */
  depth?: number;
}

/** Conditions are the constants `true` and `false`: valid CEL, so a real engine evaluates them to the same values. */
const condition = fc.option(fc.constantFrom('true', 'true', 'false'), { freq: 3, nil: null });

/**
 * Random acyclic plans with every kind of edge, both joins, `on_error`, conditions on nodes and edges, failures,
 * several entries, unconnected parts and parallel edges. The order of indexes says nothing of the order of work.
 */
export function randomRun({
  maxNodes = 12,
  maxEdges = 30,
  depth = 0,
}: RandomRunOptions = {}): fc.Arbitrary<RandomRun> {
  return partDraft({ maxNodes, maxEdges, depth, kinds: depth > 0 }).map((draft) => {
    const { nodes, edges, shape, failing, ...answers } = flatten(draft);
    const run: RandomRun = { plan: planOf(nodes, edges, shape), failing };
    return depth > 0 ? { ...run, answers } : run;
  });
}

/** How a random run behaves: its failing nodes fail, and conditions have the value they spell. */
export function behaviourOf({ failing, answers }: RandomRun): Required<Behaviour> {
  const fails = new Set(failing);
  const flaky = new Set(answers?.flaky);
  return {
    perform: (_node, n, path) =>
      fails.has(n) || (flaky.has(n) && (path.at(-1) ?? 0) % 2 === 1) ? 'failed' : 'succeeded',
    nodeWhen: ({ when }) => when !== 'false',
    edgeWhen: ({ when }) => when !== 'false',
    choose: (_node, n) => answers?.choices[n] ?? null,
    items: (_node, n) => answers?.counts[n] ?? 1,
    rounds: (_node, n) => Math.max(answers?.counts[n] ?? 1, 1),
  };
}

interface PartOptions {
  maxNodes: number;
  maxEdges: number;
  depth: number;
  kinds: boolean;
}

function partDraft(options: PartOptions): fc.Arbitrary<PartDraft> {
  const { maxNodes, maxEdges } = options;
  return fc.integer({ min: 1, max: maxNodes }).chain((size) =>
    fc.record({
      nodes: fc.array(node(options), { minLength: size, maxLength: size }),
      edges: fc.array(edge(size), { maxLength: maxEdges }),
      ranks: permutation(size),
    }),
  );
}

const work = {
  join: fc.constantFrom<'all' | 'any'>('all', 'all', 'any'),
  on_error: fc.constantFrom<'fail' | 'continue'>('fail', 'fail', 'continue'),
  when: condition,
};
const always = fc.integer({ min: 0, max: 3 }).map((dice) => (dice === 3 ? ('always' as const) : null));

function node({ depth, kinds }: PartOptions): fc.Arbitrary<RandomNode> {
  const task = fc.record({ ...work, kind: fc.constant('task' as const), fails: always });
  if (!kinds) return task;
  const sometimes = fc.constantFrom(null, null, null, null, 'always' as const, 'odd' as const);
  const any = fc.record({
    ...work,
    kind: fc.constantFrom('task' as const, 'decision' as const),
    fails: sometimes,
  });
  const choosing = fc.tuple(any, fc.nat(9)).map(([rest, choice]) => ({ ...rest, choice }));
  if (depth === 0) return choosing;
  const owner = fc.record({
    ...work,
    kind: fc.constantFrom('map' as const, 'loop' as const),
    fails: fc.constantFrom(null, null, null, null, null, 'always' as const),
    tolerate: fc.boolean(),
    count: fc.nat(4),
    max: fc.integer({ min: 1, max: 4 }),
    body: partDraft({ maxNodes: 4, maxEdges: 6, depth: depth - 1, kinds }),
  });
  return fc.oneof({ weight: 3, arbitrary: choosing }, { weight: 1, arbitrary: owner });
}

function edge(size: number): fc.Arbitrary<RandomEdge> {
  const end = fc.nat(size - 1);
  return fc.record({
    a: end,
    b: end,
    on: fc.constantFrom('success', 'success', 'failure', 'always'),
    when: condition,
  });
}

function permutation(size: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: size }, (_, n) => n);
  return fc.shuffledSubarray(all, { minLength: size, maxLength: size });
}
