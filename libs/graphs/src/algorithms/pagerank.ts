import pagerankOf from 'graphology-metrics/centrality/pagerank';
import { MaestroError } from '@maestro/problems';
import type { WeightedGraph } from '../graph';
import { ranked } from '../order';

export interface PagerankOptions {
  /** The part of a rank that is handed on over edges; 0.85 unless given. */
  damping?: number;
  /** Ends when no round changes more than this per node; 1e-9 unless given. */
  tolerance?: number;
  /** 1,000 unless given. */
  max_rounds?: number;
  top?: number;
}

/** How likely somebody who follows edges at random is at a node. The ranks of a graph add up to 1. */
export function pagerank(
  graph: WeightedGraph,
  { damping = 0.85, tolerance = 1e-9, max_rounds = 1000, top }: PagerankOptions,
) {
  if (graph.order === 0) return { scores: [] };
  try {
    const scores = pagerankOf(graph, {
      alpha: damping,
      maxIterations: max_rounds,
      tolerance,
      getEdgeWeight: 'weight',
    });
    return { scores: ranked(Object.entries(scores), top) };
  } catch (error) {
    if (!/converge/.test(String(error))) throw error;
    throw new MaestroError('limit-exceeded', `The ranks still changed after ${max_rounds} rounds.`);
  }
}
