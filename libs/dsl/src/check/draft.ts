import type { Cursor } from '../document/tree';
import type { ApprovalSpec, MapSpec, NodeCost, Plan, PlanEdge, PlanMetadata, PlanNode, RequiredAttestation, RetryPolicy, RunConcurrency, SignalSpec } from '../plan'; // prettier-ignore

/** A name that the document gives, and where. */
export interface Named {
  text: string;
  cursor: Cursor;
}

/**
 * What the shape of a document says, before names are looked up. Null stands for what is missing or faulty.
 *
 * Nodes and edges stand in the order of the plan already: a node has the same index in both.
 */
export interface Draft {
  name: string | null;
  metadata: PlanMetadata;
  attestations: RequiredAttestation[];
  inputs: Cursor | null;
  outputs: Cursor | null;
  summary: Cursor | null;
  env: Cursor | null;
  /** Those that expressions may name; null where it does not say. */
  secrets: ReadonlySet<string> | null;
  concurrency: (Omit<RunConcurrency, 'key'> & { key: Cursor | null }) | null;
  budget: Plan['budget'];
  deadline_ms: number | null;
  grace_ms: number;
  nodes: DraftNode[];
  edges: DraftEdge[];
  /** The graphs: the top level first, then the bodies, each after the one that holds its owner. */
  scopes: DraftScope[];
  /** Index of the node that runs after the run has failed. */
  on_failure: number | null;
}

/** One graph: the top level or the body of a map or loop. Its nodes, and its edges, stand together. */
export interface DraftScope {
  /** Index of the map or loop; null for the top level. */
  owner: number | null;
  /** Index in `scopes` of the graph the owner stands in. */
  parent: number | null;
  nodes: { first: number; width: number };
  edges: { first: number; width: number };
}

export interface DraftNode {
  cursor: Cursor;
  id: Named | null;
  /** Handler, or name of a subflow's template. */
  ref: Named | null;
  with: Cursor | null;
  when: Cursor | null;
  retry: RetryPolicy;
  timeout_ms: number;
  start_timeout_ms: number | null;
  heartbeat_timeout_ms: number | null;
  queue: string;
  join: PlanNode['join'];
  on_error: PlanNode['on_error'];
  labels: Record<string, string>;
  /** Those that its input may name; null where it does not say. */
  secrets: ReadonlySet<string> | null;
  /** The node that undoes this one, as it is written. */
  undo: Cursor | null;
  concurrency: { key: Cursor | null; limit: number } | null;
  rate_limit: { key: Cursor | null; limit: number; per_ms: number } | null;
  cache: { key: Cursor | null; ttl_ms: number } | null;
  cost: DraftCost | null;
  /** Index of the node that undoes this one; and the other way round. */
  compensate: number | null;
  compensates: number | null;
  /** Index in `scopes`; null for compensations and `on_failure`, which no edge reaches. */
  scope: number | null;
  /** What only its kind has; null where the kind is not known. */
  part: Part | null;
}

/** The cost of a node as it is written. */
export type DraftCost = Record<Exclude<keyof NodeCost, 'reads'>, Cursor | null>;

export type Part =
  | { kind: 'task' }
  | { kind: 'collect' }
  | { kind: 'subflow'; version: number | null }
  | { kind: 'decision'; cases: { when: Cursor | null; to: Named | null }[]; default: Named | null }
  | ({ kind: 'map'; over: Cursor | null } & WithBody & Omit<MapSpec, 'over' | 'body'>)
  | ({ kind: 'loop'; until: Cursor | null; max_rounds: number } & WithBody)
  | { kind: 'wait'; for: Cursor | null; until: Cursor | null }
  | ({ kind: 'signal'; name: Cursor | null } & Omit<SignalSpec, 'name'>)
  | ({ kind: 'approval'; message: Cursor | null; covers: Named[] } & Omit<
      ApprovalSpec,
      'message' | 'covers'
    >);

interface WithBody {
  body: Cursor | null;
  /** Index in `scopes` of the body; null until it is read. */
  scope: number | null;
}

export interface DraftEdge {
  cursor: Cursor;
  from: Named | null;
  to: Named | null;
  on: PlanEdge['on'];
  when: Cursor | null;
  /** Fires where the decision it leaves decided for its target. */
  case: boolean;
  /** Leads to the last node of its graph, which the compiler made and nobody can name. */
  gathers: boolean;
}

/** The string of a cursor; null where it holds something else. */
export function textOf(cursor: Cursor | null | undefined): string | null {
  return cursor?.tree.type === 'scalar' && typeof cursor.tree.value === 'string' ? cursor.tree.value : null;
}

export function named(cursor: Cursor | undefined, text = textOf(cursor)): Named | null {
  return cursor && text !== null ? { text, cursor } : null;
}
