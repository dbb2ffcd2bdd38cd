import type { Json } from '@maestro/dsl';
import type { Computation, GraphData } from '@maestro/graphs';
import type { Problem } from '@maestro/problems';

/** What the thread is given as it starts. */
export interface GraphTask {
  graph?: GraphData;
  compute: Computation;
}

/** What it says; `done` and `failed` are its last words. */
export type FromThread =
  | { kind: 'progress'; fraction: number }
  | { kind: 'done'; answer: Json }
  | { kind: 'failed'; problem: Problem };
