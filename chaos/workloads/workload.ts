import type { Dice } from '../seed';

/** What a workload may use. */
export interface Site {
  /** Base address of the outside world (`sink.ts`). */
  sinkUrl: string;
  /** One call to the API; rejects where no answer came. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; as?: 'owner' | 'approver' },
  ): Promise<Answer>;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** One kind of run of a storm. */
export interface Workload {
  readonly name: string;
  /** Templates that `definition` names, published before it. */
  readonly needs?: readonly { name: string; definition: object }[];
  definition(site: Site): object;
  /** How a run of this kind may end. */
  readonly outcomes: readonly string[];
  /** The status its first tasks must have in the end, whatever happened. */
  readonly tasks?: readonly string[];
  /** Number of the task whose effect the outside world must have seen once it has succeeded. */
  readonly effect?: number;
  /** What somebody outside does for each run. It may fail in a storm; then it is tried again. */
  act?(site: Site, runId: string, dice: Dice): Promise<void>;
}

export const task = (id: string, more: object = {}) => ({ id, kind: 'task', ref: 'noop', ...more });

/** Edges along a list of node ids. */
export const chained = (...ids: string[]) => ids.slice(1).map((to, i) => ({ from: ids[i], to }));

/** A whole template, for what nodes and edges alone cannot say. */
export const template = (name: string, spec: object) => ({
  apiVersion: 'maestro/v1',
  kind: 'Workflow',
  metadata: { name },
  spec,
});
