/** Names by their code units: the same order on every machine. */
export function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export interface Scored {
  node: string;
  score: number;
}

/** The highest first, equal ones by name; the first `top` of them. */
export function ranked(scores: Iterable<readonly [string, number]>, top = Infinity): Scored[] {
  return [...scores]
    .map(([node, score]) => ({ node, score }))
    .sort((a, b) => b.score - a.score || byName(a.node, b.node))
    .slice(0, top);
}

/** Groups of names, the largest first, equal ones by their first name; names in order. */
export function sortedGroups(groups: Iterable<string[]>): string[][] {
  return [...groups]
    .map((group) => group.sort(byName))
    .sort((a, b) => b.length - a.length || byName(a[0] ?? '', b[0] ?? ''));
}
