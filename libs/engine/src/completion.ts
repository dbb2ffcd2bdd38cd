import type { Json, Plan } from '@maestro/dsl';
import type { Problem } from '@maestro/problems';
import type { RunRef } from './engine';

/** How an attempt, or a task that never had one, came to its end. */
export type CompletionOutcome =
  | { kind: 'succeeded'; output: Json }
  | { kind: 'failed'; error: Problem }
  | { kind: 'skipped' }
  | { kind: 'cancelled'; error?: Problem }
  /** The attempt failed; another follows after a pause. */
  | { kind: 'retry'; error: Problem; delayMs: number }
  /** Handed back unbegun by a worker that drains: the attempt does not count. */
  | { kind: 'release' }
  /** The worker died with it. */
  | { kind: 'lost'; error: Problem };

export interface Completion {
  run: RunRef;
  plan: Plan;
  n: number;
  /** The attempt's token; null where no attempt is involved. */
  token: string | null;
  /** The status the row must still have. */
  from: 'running' | 'pending' | 'ready' | 'queued' | 'waiting';
  outcome: CompletionOutcome;
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
  /** Resolves when all that was handed in, and all that followed from it, is written. */
  idle(): Promise<void>;
}
