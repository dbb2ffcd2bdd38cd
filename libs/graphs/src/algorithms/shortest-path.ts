import dijkstra from 'graphology-shortest-path/dijkstra';
import { bidirectional, singleSourceLength } from 'graphology-shortest-path/unweighted';
import { MaestroError } from '@maestro/problems';
import type { WeightedGraph } from '../graph';
import { byName } from '../order';

export interface ShortestPathOptions {
  from: string;
  /** Without it: the distance to every node that can be reached. */
  to?: string;
  /** The length of a path is the sum of its weights rather than the number of its edges. */
  weighted?: boolean;
}

export function shortestPath(graph: WeightedGraph, { from, to, weighted = false }: ShortestPathOptions) {
  requireNode(graph, from, 'from');
  if (to === undefined) return { distances: distances(graph, from, weighted) };
  requireNode(graph, to, 'to');
  const path = weighted ? dijkstra.bidirectional(graph, from, to, 'weight') : bidirectional(graph, from, to);
  if (!path) return { path: null, length: null };
  return { path, length: weighted ? weightOf(graph, path) : path.length - 1 };
}

function distances(
  graph: WeightedGraph,
  from: string,
  weighted: boolean,
): { node: string; distance: number }[] {
  const found: [string, number][] = weighted
    ? Object.entries(dijkstra.singleSource(graph, from, 'weight')).map(([node, path]) => [
        node,
        weightOf(graph, path),
      ])
    : Object.entries(singleSourceLength(graph, from));
  return found
    .map(([node, distance]) => ({ node, distance }))
    .sort((a, b) => a.distance - b.distance || byName(a.node, b.node));
}

function weightOf(graph: WeightedGraph, path: readonly string[]): number {
  return path
    .slice(1)
    .reduce((sum, node, i) => sum + graph.getEdgeAttribute(graph.edge(path[i], node), 'weight'), 0);
}

function requireNode(graph: WeightedGraph, node: string, field: string): void {
  if (graph.hasNode(node)) return;
  const problem = { pointer: `/compute/shortest_path/${field}`, code: 'validation-failed' as const };
  const message = `The graph has no node ${JSON.stringify(node.slice(0, 64))}.`;
  throw new MaestroError('validation-failed', message, { errors: [{ ...problem, message }] });
}
