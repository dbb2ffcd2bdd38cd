import type { Delta } from '@maestro/flow';
import type { Completion } from './completion';
import { nodeOf } from './node-of';
import type { Settlement } from './settle';

/** A completion with all that the statement needs worked out. */
export interface SettledCompletion {
  completion: Completion;
  settlement: Settlement;
  stored: { output: string | null; ref: string | null };
}

export type EffectKind =
  | 'already'
  | 'stale'
  | 'queued'
  | 'taken'
  | 'skip'
  | 'cancel'
  | 'frame'
  | 'winding'
  | 'final'
  | 'ended'
  | 'freed';

export interface EffectRow {
  kind: EffectKind;
  /** Index in the batch, from 1. */
  owner: number;
  n: number;
  attempt: number;
  queue: string;
  other: string | null;
}

export interface WriteOptions {
  /** The session for which successors may be claimed. */
  sessionId: string | null;
  takeToken: string;
}

/** What an end decides of one successor, and whether the caller would run that successor itself. */
export interface OwnedDelta extends Delta {
  /** Index in the batch. */
  owner: number;
  take: boolean;
}

/** Successors of an item are as far from it as their nodes are. */
export function deltasOf(batch: readonly SettledCompletion[]): OwnedDelta[] {
  return batch.flatMap(({ completion, settlement }, owner) => {
    const { take: wanted, plan, n } = completion;
    const offset = n - nodeOf(completion);
    let room = wanted?.limit ?? 0;
    return settlement.deltas.map((delta) => {
      const node = plan.nodes[delta.n];
      const take = room > 0 && node?.light === true && node.queue === wanted?.queue;
      if (take) room -= 1;
      return { ...delta, n: delta.n + offset, owner, take };
    });
  });
}
