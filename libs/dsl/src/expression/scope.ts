import type { Json, JsonObject } from '../json';
import type { Budget } from './budget';

/** What expressions see of one task. */
export interface TaskScope {
  output: Json;
  status: string;
  error: Json;
  attempt: number;
}

/** What a run has used, known once it has ended. */
export interface RunUsage {
  tokens: number;
  cost_cents: number;
}

/** What expressions see. `tasks` needs only the nodes that the plan's `reads` name. */
export interface Scope {
  inputs: Json;
  env: JsonObject;
  tasks: Readonly<Record<string, TaskScope>>;
  run: { id: string; template: string; version: number; created_at: string } & Partial<RunUsage>;
  /** The event that began the run; null where none did. */
  trigger: Json;
  /** Inside the body of a map: the item and its place, from 0. Inside a loop: the place and the round, from 1. */
  item?: Json;
  index?: number;
  round?: number;
  /** Inside the body of a loop: the tasks of the round before, by id; null in the first. Of them, what `previous_reads` names. */
  previous?: Readonly<Record<string, TaskScope>> | null;
  /** Values of secrets, only while a string is made that becomes a Secret. */
  secrets?: Readonly<Record<string, string>>;
  /** RFC 3339. The caller records it, so that a replay sees the same instant. */
  now: string;
}

/** The names an expression may begin with. */
export const rootNames = ['inputs', 'tasks', 'env', 'run', 'trigger'] as const;
/** The names that only bodies of maps and loops have. */
export const bodyRoots = ['item', 'index', 'round', 'previous'] as const;
/** The fields of one `tasks.<id>`. */
export const taskFields = ['output', 'status', 'error', 'attempt'] as const;
export const runFields = ['id', 'template', 'version', 'created_at'] as const;
/** The fields of `run` that only the summary has. */
export const usageFields = ['tokens', 'cost_cents'] as const satisfies readonly (keyof RunUsage)[];

export interface Evaluation {
  readonly scope: Scope;
  readonly budget: Budget;
}

let current: Evaluation | null = null;

/**
 * Runs `work` as one evaluation. CEL functions get nothing but their arguments, and evaluation never yields, so
 * the evaluation at hand can be held in one variable.
 */
export function during<T>(evaluation: Evaluation, work: () => T): T {
  const outer = current;
  current = evaluation;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** The evaluation at hand. */
export function evaluation(): Evaluation {
  if (!current) throw new Error('no expression is being evaluated');
  return current;
}
