import fc from 'fast-check';
import type { Plan } from '@maestro/dsl';
import type { Behaviour } from '../simulate';
import { planOf } from './plan-factory';

/** A plan, and the nodes whose work fails whenever it is performed. Plain data: fast-check prints it on failure. */
export interface RandomRun {
  plan: Plan;
  failing: number[];
}

export interface RandomRunOptions {
  /** Default 12. */
  maxNodes?: number;
  /** Default 30. */
  maxEdges?: number;
}

/** Conditions are the constants `true` and `false`: valid CEL, so a real engine evaluates them to the same values. */
const condition = fc.option(fc.constantFrom('true', 'true', 'false'), { freq: 3, nil: null });

/**
 * Random acyclic plans with every kind of edge, both joins, `on_error`, conditions on nodes and edges, failures,
 * several entries, unconnected parts and parallel edges. The order of indexes says nothing of the order of work.
 */
export function randomRun({ maxNodes = 12, maxEdges = 30 }: RandomRunOptions = {}): fc.Arbitrary<RandomRun> {
  return fc.integer({ min: 1, max: maxNodes }).chain((size) =>
    fc
      .record({
        nodes: fc.array(node, { minLength: size, maxLength: size }),
        edges: fc.array(edge(size), { maxLength: maxEdges }),
        ranks: permutation(size),
      })
      .map(({ nodes, edges, ranks }) => ({
        plan: planOf(
          nodes.map(({ join, on_error, when }) => ({ join, on_error, when })),
          acyclic(edges, ranks),
        ),
        failing: nodes.flatMap(({ fails }, n) => (fails ? [n] : [])),
      })),
  );
}

/** How a random run behaves: its failing nodes fail, and conditions have the value they spell. */
export function behaviourOf({ failing }: RandomRun): Required<Behaviour> {
  const fails = new Set(failing);
  return {
    perform: (_node, n) => (fails.has(n) ? 'failed' : 'succeeded'),
    nodeWhen: ({ when }) => when !== 'false',
    edgeWhen: ({ when }) => when !== 'false',
  };
}

const node = fc.record({
  join: fc.constantFrom('all', 'all', 'any'),
  on_error: fc.constantFrom('fail', 'fail', 'continue'),
  when: condition,
  fails: fc.integer({ min: 0, max: 3 }).map((dice) => dice === 3),
});

type RandomEdge = { a: number; b: number; on: 'success' | 'failure' | 'always'; when: string | null };

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

/** Points every edge up the ranks; drops loops, and what repeats an edge of the same kind. */
function acyclic(edges: RandomEdge[], ranks: number[]) {
  const byName = new Map<string, { from: number; to: number; on: RandomEdge['on']; when: string | null }>();
  for (const { a, b, on, when } of edges) {
    const from = ranks[Math.min(a, b)];
    const to = ranks[Math.max(a, b)];
    if (from === undefined || to === undefined || from === to) continue;
    byName.set(`${from} ${on} ${to}`, { from, to, on, when });
  }
  return [...byName.values()];
}
