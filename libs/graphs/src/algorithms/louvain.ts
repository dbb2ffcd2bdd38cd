import louvainOf from 'graphology-communities-louvain';
import type { WeightedGraph } from '../graph';
import { sortedGroups } from '../order';
import { randomFrom } from '../random';

export interface LouvainOptions {
  /** Above 1: more and smaller communities. 1 unless given. */
  resolution?: number;
  /** Decides among equals; 1 unless given. */
  seed?: number;
}

/** Groups of nodes with more weight among each other than chance would put there. */
export function louvain(graph: WeightedGraph, { resolution = 1, seed = 1 }: LouvainOptions) {
  // The method is not defined for a graph without edges: there every node is on its own.
  if (graph.size === 0)
    return { count: graph.order, modularity: 0, communities: sortedGroups(graph.mapNodes((node) => [node])) };
  const { communities, modularity } = louvainOf.detailed(graph, {
    resolution,
    rng: randomFrom(seed),
    getEdgeWeight: 'weight',
  });
  const groups = new Map<number, string[]>();
  for (const [node, community] of Object.entries(communities)) {
    const group = groups.get(community);
    if (group) group.push(node);
    else groups.set(community, [node]);
  }
  return { count: groups.size, modularity, communities: sortedGroups(groups.values()) };
}
