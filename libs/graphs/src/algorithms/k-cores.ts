import type { WeightedGraph } from '../graph';
import { ranked } from '../order';

export interface KCoresOptions {
  /** Only nodes of this core or a deeper one. */
  min_core?: number;
}

/**
 * How deep in the graph each node lies: core k is what is left when nodes with fewer than k neighbours are taken away until
 * none is there. Takes the nodes by their degree, in time linear in the edges (Batagelj and Zaversnik).
 */
export function kCores(graph: WeightedGraph, { min_core = 0 }: KCoresOptions) {
  const names = graph.nodes();
  const neighbours = indexNeighbours(graph, names);
  const degree = Int32Array.from(neighbours, (list) => list.length);
  const waiting = buckets(degree);
  const cores = new Int32Array(names.length).fill(-1);
  let depth = 0;
  for (let least = 0; least < waiting.length;) {
    const node = waiting[least]?.pop();
    if (node === undefined) {
      least++;
      continue;
    }
    // A node lies once in the list of each degree it has had; what counts is the last.
    if (cores[node] !== -1 || degree[node] !== least) continue;
    depth = Math.max(depth, least);
    cores[node] = depth;
    for (const other of neighbours[node] ?? []) {
      if (cores[other] !== -1) continue;
      const left = (degree[other] ?? 1) - 1;
      degree[other] = left;
      waiting[left]?.push(other);
      if (left < least) least = left;
    }
  }
  const deep = names.map((name, i) => [name, cores[i] ?? 0] as const).filter(([, core]) => core >= min_core);
  return { max_core: depth, cores: ranked(deep).map(({ node, score }) => ({ node, core: score })) };
}

function buckets(degree: Int32Array): number[][] {
  const lists: number[][] = Array.from(
    { length: degree.reduce((most, each) => Math.max(most, each), 0) + 1 },
    () => [],
  );
  degree.forEach((each, node) => lists[each]?.push(node));
  return lists;
}

/** A node is no neighbour of its own; whichever way an edge goes, its ends are neighbours. */
function indexNeighbours(graph: WeightedGraph, names: string[]): number[][] {
  const indexes = new Map(names.map((name, i) => [name, i]));
  return names.map((name) =>
    graph.mapNeighbors(name, (other) => indexes.get(other) ?? 0).filter((other) => names[other] !== name),
  );
}
