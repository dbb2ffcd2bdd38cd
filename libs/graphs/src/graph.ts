import { UndirectedGraph, DirectedGraph } from 'graphology';
import { MaestroError } from '@maestro/problems';

export interface Edge {
  source: string;
  target: string;
  /** Above zero; 1 unless given. Of edges between the same two nodes the weights are added. */
  weight?: number;
}

export interface GraphData {
  /** Nodes that have no edge may be named here; the others follow from the edges. */
  nodes?: readonly string[];
  edges: readonly Edge[];
  /** Whether an edge goes one way only; not unless said. */
  directed?: boolean;
}

export type WeightedGraph =
  DirectedGraph<object, { weight: number }> | UndirectedGraph<object, { weight: number }>;

/** What a machine with the memory of a worker can hold beside its other work. */
export const graphLimits = { nodes: 1_000_000, edges: 2_000_000, idLength: 512 } as const;

/** @throws MaestroError `limit-exceeded` for a graph that is too large */
export function buildGraph({ nodes = [], edges, directed = false }: GraphData): WeightedGraph {
  if (edges.length > graphLimits.edges)
    throw new MaestroError(
      'limit-exceeded',
      `The graph has ${edges.length} edges; ${graphLimits.edges} may be.`,
    );
  const graph: WeightedGraph = directed ? new DirectedGraph() : new UndirectedGraph();
  for (const node of nodes) graph.mergeNode(node);
  for (const { source, target, weight = 1 } of edges)
    graph.updateEdge(source, target, (known) => ({ weight: (known.weight ?? 0) + weight }));
  if (graph.order > graphLimits.nodes)
    throw new MaestroError(
      'limit-exceeded',
      `The graph has ${graph.order} nodes; ${graphLimits.nodes} may be.`,
    );
  return graph;
}
