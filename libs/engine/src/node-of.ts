import type { Completion } from './completion';

/** Index of the node that a completion's task plays. */
export function nodeOf({ n, place }: Pick<Completion, 'n' | 'place'>): number {
  return place?.node ?? n;
}
