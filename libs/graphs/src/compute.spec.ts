import fc from 'fast-check';
import { compute, type Computation } from './compute';
import type { Edge, GraphData } from './graph';

const silent = () => undefined;
const edges = (...pairs: string[]): Edge[] =>
  pairs.map((pair) => ({ source: pair[0] ?? '', target: pair[1] ?? '' }));
/** An answer, with the fields that some of them have. */
interface Answer {
  count: number;
  components: string[][];
  scores: { node: string; score: number }[];
  cores: { node: string; core: number }[];
  distances: { node: string; distance: number }[];
  length: number | null;
  edges: Edge[];
  groups: string[][];
}
const ask = (data: GraphData | undefined, asked: Computation) => compute(data, asked, silent) as Answer;

/** Two triangles, joined by one edge, and a node that nothing leads to. */
const dumbbell: GraphData = { nodes: ['z'], edges: edges('ab', 'bc', 'ca', 'cd', 'de', 'ef', 'fd') };

const randomGraph = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: 1, max: 4 }),
    ),
    {
      maxLength: 40,
    },
  )
  .map((list) => list.map(([a, b, weight]) => ({ source: `n${a}`, target: `n${b}`, weight })));

/** Lengths of shortest paths between all nodes by Floyd and Warshall, as the oracle; loops make none shorter. */
function allLengths(given: readonly Edge[], directed: boolean, weighted: boolean): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (a: string, b: string, weight: number) =>
    sums.set(`${a} ${b}`, (sums.get(`${a} ${b}`) ?? 0) + weight);
  const names = [...new Set(given.flatMap(({ source, target }) => [source, target]))];
  for (const { source, target, weight = 1 } of given) {
    add(source, target, weight);
    if (!directed && source !== target) add(target, source, weight);
  }
  const lengths = new Map([...sums].map(([pair, sum]) => [pair, weighted ? sum : 1]));
  for (const name of names) lengths.set(`${name} ${name}`, 0);
  for (const via of names)
    for (const a of names)
      for (const b of names) {
        const through = (lengths.get(`${a} ${via}`) ?? Infinity) + (lengths.get(`${via} ${b}`) ?? Infinity);
        if (through < (lengths.get(`${a} ${b}`) ?? Infinity)) lengths.set(`${a} ${b}`, through);
      }
  return lengths;
}

describe('components', () => {
  it('finds what hangs together, the largest first', () => {
    expect(ask(dumbbell, { components: {} })).toEqual({
      graph: { nodes: 7, edges: 7 },
      count: 2,
      components: [['a', 'b', 'c', 'd', 'e', 'f'], ['z']],
    });
  });

  it('finds what reaches each other both ways', () => {
    const data = { directed: true, edges: edges('ab', 'ba', 'bc') };
    expect(ask(data, { components: {} }).count).toBe(1);
    expect(ask(data, { components: { strong: true } }).components).toEqual([['a', 'b'], ['c']]);
  });
});

describe('pagerank', () => {
  it('adds up to one and ranks what is pointed at', () => {
    const data = { directed: true, edges: edges('ax', 'bx', 'cx', 'xa') };
    const { scores } = ask(data, { pagerank: {} });
    expect(scores[0]?.node).toBe('x');
    expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 6);
    expect(ask(data, { pagerank: { top: 1 } }).scores).toHaveLength(1);
  });

  it('says so when the ranks do not settle', () => {
    const data = { directed: true, edges: edges('ab', 'bc', 'ca', 'ad') };
    expect(() => ask(data, { pagerank: { max_rounds: 1, tolerance: 1e-12 } })).toThrow(
      expect.objectContaining({ code: 'limit-exceeded' }),
    );
  });

  it('of nothing is nothing', () => expect(ask({ edges: [] }, { pagerank: {} }).scores).toEqual([]));
});

describe('betweenness', () => {
  it('equals the part of shortest paths through a node, weighted and not', () => {
    fc.assert(
      fc.property(randomGraph, fc.boolean(), fc.boolean(), (given, directed, weighted) => {
        const lengths = allLengths(given, directed, weighted);
        const names = [...new Set(given.flatMap(({ source, target }) => [source, target]))];
        const found = ask({ edges: given, directed }, { betweenness: { weighted } });
        const paths = countPaths(given, directed, weighted, lengths, names);
        const pairs = (names.length - 1) * (names.length - 2);
        for (const { node, score } of found.scores) {
          let sum = 0;
          for (const a of names)
            for (const b of names) {
              if (a === b || a === node || b === node) continue;
              const [whole, first, second] = [`${a} ${b}`, `${a} ${node}`, `${node} ${b}`];
              const length = lengths.get(whole);
              if (
                length === undefined ||
                (lengths.get(first) ?? NaN) + (lengths.get(second) ?? NaN) !== length
              )
                continue;
              sum += ((paths.get(first) ?? 0) * (paths.get(second) ?? 0)) / (paths.get(whole) ?? 1);
            }
          expect(score).toBeCloseTo(pairs > 0 ? sum / pairs : 0, 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is estimated from a sample, the same each time', () => {
    const asked = { betweenness: { sample: 3, seed: 7 } };
    expect(ask(dumbbell, asked)).toEqual(ask(dumbbell, asked));
    const [first] = ask(dumbbell, { betweenness: { top: 1 } }).scores;
    expect(first).toEqual({ node: 'c', score: 0.4 });
  });
});

/** Numbers of shortest paths, counted along the lengths. */
function countPaths(
  given: readonly Edge[],
  directed: boolean,
  weighted: boolean,
  lengths: Map<string, number>,
  names: string[],
): Map<string, number> {
  const steps = new Map<string, number>();
  for (const { source, target, weight = 1 } of given)
    for (const pair of directed || source === target
      ? [`${source} ${target}`]
      : [`${source} ${target}`, `${target} ${source}`])
      steps.set(pair, weighted ? (steps.get(pair) ?? 0) + weight : 1);
  const paths = new Map<string, number>();
  for (const a of names) {
    paths.set(`${a} ${a}`, 1);
    const reached = names
      .filter((b) => b !== a && lengths.has(`${a} ${b}`))
      .sort((b, c) => (lengths.get(`${a} ${b}`) ?? 0) - (lengths.get(`${a} ${c}`) ?? 0));
    for (const b of reached)
      paths.set(
        `${a} ${b}`,
        names
          .filter((via) => via !== b)
          .filter((via) => {
            const step = steps.get(`${via} ${b}`);
            return (
              step !== undefined && (lengths.get(`${a} ${via}`) ?? NaN) + step === lengths.get(`${a} ${b}`)
            );
          })
          .reduce((sum, via) => sum + (paths.get(`${a} ${via}`) ?? 0), 0),
      );
  }
  return paths;
}

describe('louvain', () => {
  it('finds the two triangles, and the same ones each time', () => {
    const answer = ask(dumbbell, { louvain: {} });
    expect(answer).toMatchObject({ count: 3, communities: [['a', 'b', 'c'], ['d', 'e', 'f'], ['z']] });
    expect(ask(dumbbell, { louvain: {} })).toEqual(answer);
    expect(ask(dumbbell, { louvain: { resolution: 0.1 } }).count).toBe(2);
  });

  it('leaves each on its own where there is no edge', () => {
    expect(ask({ nodes: ['b', 'a'], edges: [] }, { louvain: {} })).toMatchObject({
      communities: [['a'], ['b']],
    });
  });
});

describe('shortest_path', () => {
  it('is as long as the oracle says, and goes over edges that are there', () => {
    fc.assert(
      fc.property(randomGraph, fc.boolean(), fc.boolean(), (given, directed, weighted) => {
        const lengths = allLengths(given, directed, weighted);
        const names = [...new Set(given.flatMap(({ source, target }) => [source, target]))];
        const [from, to] = [names[0], names.at(-1)];
        if (from === undefined || to === undefined) return;
        const data = { edges: given, directed };
        const { length } = ask(data, { shortest_path: { from, to, weighted } });
        expect(length).toBe(lengths.get(`${from} ${to}`) ?? null);
        const { distances } = ask(data, { shortest_path: { from, weighted } });
        expect(new Map(distances.map(({ node, distance }) => [node, distance]))).toEqual(
          new Map(
            names.filter((b) => lengths.has(`${from} ${b}`)).map((b) => [b, lengths.get(`${from} ${b}`)]),
          ),
        );
      }),
    );
  });

  it('names the node that is not there', () => {
    expect(() => ask(dumbbell, { shortest_path: { from: 'a', to: 'q' } })).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        errors: [expect.objectContaining({ pointer: '/compute/shortest_path/to' })],
      }),
    );
  });
});

describe('k_cores', () => {
  it('are what is left when nodes with too few neighbours are taken away', () => {
    fc.assert(
      fc.property(randomGraph, (given) => {
        const { cores } = ask({ edges: given }, { k_cores: {} });
        for (let k = 0; k <= 4; k++)
          expect(new Set(cores.filter(({ core }) => core >= k).map(({ node }) => node))).toEqual(
            peeled(given, k),
          );
      }),
    );
    expect(ask(dumbbell, { k_cores: { min_core: 2 } })).toMatchObject({ max_core: 2, cores: { length: 6 } });
  });
});

function peeled(given: readonly Edge[], k: number): Set<string> {
  let left = new Set(given.flatMap(({ source, target }) => [source, target]));
  for (;;) {
    const neighbours = (node: string) =>
      new Set(
        given
          .filter((edge) => edge.source !== edge.target && (edge.source === node || edge.target === node))
          .map((edge) => (edge.source === node ? edge.target : edge.source))
          .filter((other) => left.has(other)),
      );
    const next = new Set([...left].filter((node) => neighbours(node).size >= k));
    if (next.size === left.size) return left;
    left = next;
  }
}

describe('similarity', () => {
  const items = Array.from({ length: 60 }, (_, i) => ({
    id: `i${i}`,
    // Of each three neighbours, two have nine of ten features in common.
    features: Array.from({ length: 10 }, (_, f) => (f === 9 ? `own ${i}` : `${Math.floor(i / 2)} ${f}`)),
  }));

  it('finds pairs that are alike and no others', () => {
    const { edges: found, groups } = ask(undefined, { similarity: { items, threshold: 0.8 } });
    expect(found).toHaveLength(30);
    for (const { weight } of found) expect(weight).toBeCloseTo(9 / 11, 9);
    expect(groups).toHaveLength(30);
  });

  it('finds nothing like an empty set', () => {
    const empty = [
      { id: 'a', features: [] },
      { id: 'b', features: [] },
    ];
    expect(ask(undefined, { similarity: { items: empty } }).edges).toEqual([]);
  });

  it('misses few pairs at the threshold', () => {
    const pairs = Array.from({ length: 400 }, (_, i) => ({
      id: `i${i}`,
      features: Array.from({ length: 9 }, (_, f) => (f < 6 ? `${Math.floor(i / 2)} ${f}` : `${i} ${f}`)),
    }));
    const found = ask(undefined, { similarity: { items: pairs, threshold: 0.5 } }).edges;
    expect(found.length).toBeGreaterThan(185);
  });
});

it('needs a graph, and a question', () => {
  expect(() => ask(undefined, { pagerank: {} })).toThrow(
    expect.objectContaining({ code: 'validation-failed' }),
  );
  expect(() => ask(dumbbell, {})).toThrow(expect.objectContaining({ code: 'validation-failed' }));
});
