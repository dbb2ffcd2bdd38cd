import {
  createDijkstraIndexedBrandes,
  createUnweightedIndexedBrandes,
} from 'graphology-shortest-path/indexed-brandes';
import type { WeightedGraph } from '../graph';
import { ranked } from '../order';
import { randomFrom } from '../random';
import type { Report } from '../report';

export interface BetweennessOptions {
  /** Paths by weight rather than by the number of their edges. */
  weighted?: boolean;
  /** Paths from so many nodes, drawn by the seed, stand for all: an estimate, in a fraction of the time. */
  sample?: number;
  seed?: number;
  top?: number;
}

/** Through how many of the shortest paths between two others a node lies, from 0 to 1. */
export function betweenness(given: WeightedGraph, options: BetweennessOptions, report: Report) {
  if (given.order === 0) return { scores: [] };
  const graph = withoutLoops(given);
  const brandes = options.weighted
    ? createDijkstraIndexedBrandes(graph, 'weight')
    : createUnweightedIndexedBrandes(graph);
  const names = graph.nodes();
  const sums = new Float64Array(names.length);
  const sources = drawn(names.length, options.sample ?? names.length, options.seed ?? 1);
  sources.forEach((source, done) => {
    addPaths(sums, brandes(source), source);
    if (done % 64 === 0) report(done / sources.length);
  });
  const pairs = (names.length - 1) * (names.length - 2);
  const scale = pairs > 0 ? names.length / (sources.length * pairs) : 0;
  return {
    scores: ranked(
      names.map((name, i) => [name, (sums[i] ?? 0) * scale] as const),
      options.top,
    ),
  };
}

/** No shortest path goes over a loop, and the library takes one for a way to the next node. */
function withoutLoops(graph: WeightedGraph): WeightedGraph {
  if (graph.selfLoopCount === 0) return graph;
  const copy = graph.copy() as WeightedGraph;
  for (const edge of graph.filterEdges((edge) => graph.isSelfLoop(edge))) copy.dropEdge(edge);
  return copy;
}

/** Brandes: what leans on a node, from the farthest back to the source. */
function addPaths(sums: Float64Array, [stack, predecessors, sigma]: Paths, source: number): void {
  const delta = new Float64Array(sums.length);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const share = (1 + (delta[node] ?? 0)) / (sigma[node] ?? 1);
    for (const before of predecessors[node] ?? [])
      delta[before] = (delta[before] ?? 0) + (sigma[before] ?? 0) * share;
    if (node !== source) sums[node] = (sums[node] ?? 0) + (delta[node] ?? 0);
  }
}

interface Stack {
  pop(): number | undefined;
}
type Paths = [Stack, number[][], ArrayLike<number>];

function drawn(count: number, wanted: number, seed: number): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (wanted >= count) return all;
  const random = randomFrom(seed);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random() * (count - i));
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return all.slice(0, wanted);
}
