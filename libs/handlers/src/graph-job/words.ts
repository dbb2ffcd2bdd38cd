import type { Json } from '@maestro/dsl';
import type { Computation, GraphData } from '@maestro/graphs';
import type { Problem } from '@maestro/problems';
import type { CypherInput } from './cypher/cypher';

/** A question of one of the algorithms, or one in Cypher. */
export interface GraphComputation extends Computation {
  cypher?: CypherInput;
}

/** What the thread is given as it starts. */
export interface GraphTask {
  graph?: GraphData;
  compute: GraphComputation;
}

/** What it says; `done` and `failed` are its last words. */
export type FromThread =
  | { kind: 'progress'; fraction: number }
  | { kind: 'done'; answer: Json }
  | { kind: 'failed'; problem: Problem };
