import { MaestroError } from '@maestro/problems';
import { betweenness, type BetweennessOptions } from './algorithms/betweenness';
import { components, type ComponentsOptions } from './algorithms/components';
import { kCores, type KCoresOptions } from './algorithms/k-cores';
import { louvain, type LouvainOptions } from './algorithms/louvain';
import { pagerank, type PagerankOptions } from './algorithms/pagerank';
import { shortestPath, type ShortestPathOptions } from './algorithms/shortest-path';
import { similarity, type SimilarityOptions } from './algorithms/similarity';
import { buildGraph, type GraphData, type WeightedGraph } from './graph';
import type { Report } from './report';

/** One question; the name of the field is the algorithm. */
export interface Computation {
  components?: ComponentsOptions;
  pagerank?: PagerankOptions;
  betweenness?: BetweennessOptions;
  louvain?: LouvainOptions;
  shortest_path?: ShortestPathOptions;
  k_cores?: KCoresOptions;
  /** Needs no graph: it makes one. */
  similarity?: SimilarityOptions;
}

/** Answers the question. What it was asked of comes with the answer, as `graph: { nodes, edges }`. */
export function compute(data: GraphData | undefined, asked: Computation, report: Report): object {
  if (asked.similarity) {
    const made = similarity(asked.similarity, report);
    return { graph: { nodes: asked.similarity.items.length, edges: made.edges.length }, ...made };
  }
  if (!data) throw new MaestroError('validation-failed', 'There is no graph to compute on: give `graph`.');
  const graph = buildGraph(data);
  report(0.1);
  const answer = answerOf(graph, asked, (done) => report(0.1 + done * 0.9));
  return { graph: { nodes: graph.order, edges: graph.size }, ...answer };
}

function answerOf(graph: WeightedGraph, asked: Computation, report: Report): object {
  if (asked.components) return components(graph, asked.components);
  if (asked.pagerank) return pagerank(graph, asked.pagerank);
  if (asked.betweenness) return betweenness(graph, asked.betweenness, report);
  if (asked.louvain) return louvain(graph, asked.louvain);
  if (asked.shortest_path) return shortestPath(graph, asked.shortest_path);
  if (asked.k_cores) return kCores(graph, asked.k_cores);
  throw new MaestroError('validation-failed', 'Nothing is asked: name an algorithm in `compute`.');
}
