import type { Json, JsonObject } from './json';

/**
 * The compiled, checked, immutable form of one template version, stored as JSON beside it.
 *
 * Nodes and edges are named by their index: the engine's rows and messages carry numbers. Expressions stay
 * text (CEL); they were parsed and name-checked when the plan was made, and are parsed once more per process.
 */
export interface Plan {
  /** Version of this shape. Plans of older releases keep running. */
  schema: 1;
  name: string | null;
  metadata: PlanMetadata;
  nodes: PlanNode[];
  edges: PlanEdge[];
  /** JSON Schema (2020-12) of the run's inputs. */
  inputs: JsonObject | null;
  /** Values of the run's `outputs`; strings may hold `${{ … }}`. */
  outputs: JsonObject | null;
  /** The human output line of a run, as a template string. */
  summary: string | null;
  /** Indexes of the nodes that `outputs` and `summary` name. */
  result_reads: number[];
  /** Declared constants, seen by expressions as `env`. */
  env: JsonObject;
  /** How many nodes must end before the run can: those with no edge into a `join: all` node. */
  openSinks: number;
}

export interface PlanMetadata {
  description: string | null;
  owner: string | null;
  tag: string | null;
  labels: Record<string, string>;
}

export interface PlanNode {
  id: string;
  kind: 'task';
  /** Name of the handler. */
  ref: string;
  /** The handler's input; strings may hold `${{ … }}`. */
  with: Json;
  /** Bare CEL; false means skipped. */
  when: string | null;
  join: 'all' | 'any';
  on_error: 'fail' | 'continue';
  queue: string;
  retry: RetryPolicy;
  /** Start to close, of one attempt. */
  timeout_ms: number;
  /** Indexes of the nodes whose output or status this node's expressions name. */
  reads: number[];
  /** Indexes of edges that leave and enter. */
  out: number[];
  in: number[];
}

export interface PlanEdge {
  from: number;
  to: number;
  on: 'success' | 'failure' | 'always';
  /** Bare CEL over the source and its ancestors; false means the edge does not fire. */
  when: string | null;
  /** Indexes of the nodes that `when` names. */
  reads: number[];
}

export interface RetryPolicy {
  /** Counts the first attempt. */
  max_attempts: number;
  backoff: 'fixed' | 'linear' | 'exponential';
  delay_ms: number;
  max_delay_ms: number;
  jitter: 'none' | 'full';
  /** Error codes worth another attempt; null means whatever the error itself calls retryable. */
  on: string[] | null;
  not_on: string[];
}
