import type { ArtifactRef } from '@maestro/artifacts';
import type { Json, JsonObject, Plan, Usage } from '@maestro/dsl';
import type { Problem } from '@maestro/problems';
import type { RunRef } from './engine';

/** How an attempt, or a task that never had one, came to its end. */
export type CompletionOutcome =
  | {
      kind: 'succeeded';
      output: Json;
      /** Where the output is in the artifact store already; `output` is null then. */
      ref?: ArtifactRef;
      /** Of a decision: index of the node it decided for, or null for none. */
      chosen?: number | null;
      /** The result of a map holds items that failed. */
      tolerated?: boolean;
    }
  | { kind: 'failed'; error: Problem }
  | { kind: 'skipped' }
  | { kind: 'cancelled'; error?: Problem }
  /** The attempt failed; another follows after a pause. */
  | { kind: 'retry'; error: Problem; delayMs: number }
  /** The attempt waits for something outside, under a reason; whoever brings that ends the task. */
  | { kind: 'park'; wait: WaitFor }
  /** Skipped because somebody asked for it, whatever its edges say. */
  | { kind: 'omitted' }
  /** Handed back unbegun by a worker that drains: the attempt does not count. */
  | { kind: 'release' }
  /** The process died with it; `alone` where that process ran nothing else. */
  | { kind: 'lost'; error: Problem; alone: boolean };

/** Why a task is parked, and until when. */
export interface WaitFor {
  reason: WaitReason;
  /** Null: nothing but an event ends the wait. */
  wakeMs: number | null;
  /** What it waits for, for people. */
  detail: JsonObject;
  /** Of a concurrency or rate limit. */
  key?: string;
}

export type WaitReason =
  | 'BACKOFF'
  | 'TIMER'
  | 'SIGNAL'
  | 'APPROVAL'
  | 'CHILD'
  | 'ITEMS'
  | 'ROUND'
  | 'CONCURRENCY'
  | 'RATE_LIMIT'
  | 'BUDGET';

/** Where a task of an item or round stands. Tasks of the top level have none: their number is that of their node. */
export interface ItemPlace {
  /** Index of its node in the plan. */
  node: number;
  /** Number of the map's or loop's own task; null for what runs beside the graph (compensations, `on_failure`). */
  parentN: number | null;
  /** Which item or round, from 0. */
  idx: number | null;
  /** Number of the last task of the item, where that has several. */
  scopeN: number | null;
}

export interface Completion {
  run: RunRef;
  plan: Plan;
  n: number;
  /** Null or absent at the top level. */
  place?: ItemPlace | null;
  /** The attempt's token, also of one that is parked; null where no attempt is involved. */
  token: string | null;
  /** The status the row must still have. */
  from: 'running' | 'pending' | 'ready' | 'queued' | 'waiting';
  outcome: CompletionOutcome;
  /** What the attempt has used, where money may be reserved for it. */
  bill?: Usage;
  /** How many ready successors the caller can run itself, at once, and on which queue. */
  take?: { queue: string; limit: number };
}

/** A successor that was claimed for the caller by the statement that completed its predecessor. */
export interface TakenTask {
  n: number;
  attempt: number;
  token: string;
}

export interface CompletionResult {
  /** `stale`: another attempt owns the task by now; nothing was changed. */
  state: 'done' | 'already' | 'stale';
  taken: TakenTask[];
}

/**
 * Writes completions in batches and follows up on what they bring about: ready tasks are dispatched, undone ones
 * completed as skipped or cancelled, runs that wind down swept, runs that ended finished. Everything it follows
 * up on is found again by the sweep if this process dies first.
 */
export interface Completer {
  complete(completion: Completion): Promise<CompletionResult>;
  /** Looks at some tasks of a run as the sweep does. */
  sweep(range: TaskRange): Promise<void>;
  /** Of a worker: runs items as they are made. */
  readonly taker: ItemTaker | null;
  /** Resolves when all that was handed in, and all that followed from it, is written. */
  idle(): Promise<void>;
}

/** Tasks of a run, numbered from `from` to before `until`. */
export interface TaskRange {
  run: RunRef;
  from: number;
  until: number;
}

/** A task that was claimed for this process by the statement that made it. */
export interface TakenItem extends TakenTask {
  run: RunRef;
  place: ItemPlace;
}

/** Lets a worker run items of maps in its free slots as they are made, without the queue. */
export interface ItemTaker {
  readonly sessionId: string;
  /** Sets at most `wanted` free slots aside for a queue; returns how many, 0 where it wants none. */
  reserve(queue: string, wanted: number): number;
  /** Runs what was taken; the rest of what was set aside is free again. */
  run(items: readonly TakenItem[], reserved: number): void;
  /** Items may have been taken that nobody will hear of: the session has to end, so that others can have them. */
  lost(): void;
}
