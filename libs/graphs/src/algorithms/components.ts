import { connectedComponents, stronglyConnectedComponents } from 'graphology-components';
import type { WeightedGraph } from '../graph';
import { sortedGroups } from '../order';

export interface ComponentsOptions {
  /** Of a directed graph: nodes that reach each other both ways. */
  strong?: boolean;
}

/** Which nodes hang together; by default whichever way the edges go. */
export function components(graph: WeightedGraph, { strong = false }: ComponentsOptions) {
  const found =
    strong && graph.type === 'directed' ? stronglyConnectedComponents(graph) : connectedComponents(graph);
  return { count: found.length, components: sortedGroups(found) };
}
