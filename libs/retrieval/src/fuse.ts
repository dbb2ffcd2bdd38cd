import type { Hit } from './text-search';

/** The usual constant of reciprocal rank fusion: how little the first ranks differ. */
const K = 60;

/** Merges rankings by the reciprocals of ranks. What is first in all of them scores 1. */
export function fuse(rankings: readonly (readonly Hit[])[]): Hit[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings)
    for (const [rank, { no }] of ranking.entries())
      scores.set(no, (scores.get(no) ?? 0) + (K + 1) / (K + 1 + rank) / rankings.length);
  return [...scores]
    .map(([no, score]) => ({ no, score }))
    .sort((a, b) => b.score - a.score || Number(a.no) - Number(b.no));
}
