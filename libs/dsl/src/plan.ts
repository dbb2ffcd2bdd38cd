import type { Json, JsonObject } from './json';

/**
 * The compiled, checked, immutable form of one template version, stored as JSON beside it.
 *
 * Nodes and edges are named by their index: the engine's rows and messages carry numbers. Expressions stay
 * text (CEL); they were parsed and name-checked when the plan was made, and are parsed once more per process.
 *
 * `nodes` holds the top level first: up to `top`, the index of a node is also the number of its task. Then come the
 * nodes of each body (of a map or a loop), together and in their order, then compensations and `on_failure`, which
 * no edge reaches. No edge leads from one of these parts into another.
 */
export interface Plan {
  /** Version of this shape. Plans of older releases keep running: `upgradePlan` reads them. */
  schema: 2;
  name: string | null;
  metadata: PlanMetadata;
  /** What has to be stated before a run may start. */
  attestations: RequiredAttestation[];
  nodes: PlanNode[];
  edges: PlanEdge[];
  /** How many nodes stand at the top level. */
  top: number;
  bodies: PlanBody[];
  /** JSON Schema (2020-12) of the run's inputs. */
  inputs: JsonObject | null;
  /** Values of the run's `outputs`; strings may hold `${{ … }}`. */
  outputs: JsonObject | null;
  /** The human output line of a run, as a template string. */
  summary: string | null;
  /** Indexes of the nodes that `outputs` and `summary` name. */
  result_reads: number[];
  /** Names of secrets that it declares, or that its tasks name; a run needs all of them. */
  secrets: string[];
  /** Declared constants, seen by expressions as `env`. */
  env: JsonObject;
  /** How many nodes of the top level must end before the run can: those with no edge into a `join: all` node. */
  openSinks: number;
  /** Runs of one key share so many places. */
  concurrency: RunConcurrency | null;
  /** What all attempts of a run may cost, in micro-dollars. */
  budget: { cap: number; on_exhausted?: 'wait' | 'fail' } | null;
  /** From the creation of a run to the moment it winds down; null for no limit. */
  deadline_ms: number | null;
  /** How long running attempts may go on once their run winds down. */
  grace_ms: number;
  /** Index of the node that runs once after the run has failed. */
  on_failure: number | null;
}

/** An attestation without which no run starts. */
export interface RequiredAttestation {
  predicate_type: string;
  /** A name or a digest (`sha256:…`); null for this very version of the template. */
  subject: string | null;
  /** Name or id of a key that the tenant trusts; null for any of them. */
  signed_by: string | null;
}

export interface PlanMetadata {
  description: string | null;
  owner: string | null;
  tag: string | null;
  labels: Record<string, string>;
  /** What sort of pipeline it is, such as `outreach`. */
  pipeline_kind: string | null;
  /** What it can do, in words. */
  capabilities: string[];
  /** What a run costs about: an amount and a currency, such as `0.40 USD`. */
  cost_estimate: string | null;
  purpose: string | null;
  /** On whose authority it acts. */
  authority: string | null;
  licence: string | null;
  /** What classes of data it uses; of plans of before, nothing is said. */
  data_labels?: string[];
}

/** The graph inside a map or a loop: one instance for each item or round. */
export interface PlanBody {
  /** Index of the map or loop. */
  owner: number;
  /** Its nodes are `first` up to `first + width`. */
  first: number;
  width: number;
  /** Index of its one last node: it ends after all others, and its output is the result of the item or round. */
  result: number;
}

export type NodeKind =
  | 'task'
  | 'subflow'
  | 'decision'
  | 'map'
  | 'loop'
  | 'wait'
  | 'signal'
  | 'approval'
  /** Made by the compiler where a body has several last nodes: its output holds theirs by id. */
  | 'collect';

export interface PlanNode {
  id: string;
  kind: NodeKind;
  /** Name of the handler; of a subflow the template's name; else the kind. */
  ref: string;
  /** The handler's input, or a subflow's inputs; strings may hold `${{ … }}`. */
  with: Json;
  /** Bare CEL; false means skipped. */
  when: string | null;
  join: 'all' | 'any';
  on_error: 'fail' | 'continue';
  queue: string;
  retry: RetryPolicy;
  /** Start to close, of one attempt. Kinds that wait for something outside have their own limit in `signal` and `approval`. */
  timeout_ms: number;
  /** Ready to started; null for no limit. */
  start_timeout_ms: number | null;
  /** Between two signs of life of the handler; null where it need give none. */
  heartbeat_timeout_ms: number | null;
  /** Indexes of the nodes whose output or status this node's expressions name. */
  reads: number[];
  /** Of a node in a loop: indexes of the nodes that its expressions name of the round before; absent where there are none. */
  previous_reads?: number[];
  /** Indexes of edges that leave and enter. */
  out: number[];
  in: number[];
  /** Index in `bodies` of the body it belongs to; null at the top level, and for compensations and `on_failure`. */
  body: number | null;
  labels: Record<string, string>;
  /** Names of the secrets that its input is given. */
  secrets: string[];
  /** May be claimed by the very statement that completes its predecessor: nothing has to be asked before it runs. */
  light: boolean;
  concurrency: NodeConcurrency | null;
  rate_limit: RateLimit | null;
  cache: NodeCache | null;
  /** What an attempt may cost: it is not begun before that is reserved. Null where it costs nothing. */
  cost: NodeCost | null;
  /** Index of the node that undoes this one. */
  compensate: number | null;
  /** Index of the node that this one undoes. */
  compensates: number | null;
  /** The part that only its kind has; null for the others. */
  subflow: { version: number | null } | null;
  decision: DecisionSpec | null;
  map: MapSpec | null;
  loop: LoopSpec | null;
  wait: WaitSpec | null;
  signal: SignalSpec | null;
  approval: ApprovalSpec | null;
}

export interface DecisionSpec {
  /** In order; the first whose condition (bare CEL) is true names the target. */
  cases: { when: string; to: number }[];
  default: number | null;
}

export interface MapSpec {
  /** Template string or bare CEL, as text that `render` takes; evaluated once, to a list. */
  over: Json;
  /** Index in `bodies`. */
  body: number;
  max_parallel: number;
  on_item_failure: 'fail' | 'tolerate';
}

export interface LoopSpec {
  /** Bare CEL over the body's nodes of the round that has ended. */
  until: string;
  /** Indexes of the nodes that `until` names. */
  until_reads: number[];
  body: number;
  max_rounds: number;
}

/** One of the two is given. */
export interface WaitSpec {
  /** A duration such as `5m`, as a template string. */
  for: string | null;
  /** An instant in RFC 3339, as a template string. */
  until: string | null;
}

export interface SignalSpec {
  /** Template string. */
  name: string;
  timeout_ms: number | null;
  /** `continue` ends it with a null output. */
  on_timeout: 'fail' | 'continue';
}

export interface ApprovalSpec {
  /** Template string. */
  message: string;
  /** `role:<role>`, `key:<name>` and the like; any one of them makes somebody eligible. */
  approvers: string[];
  quorum: number;
  timeout_ms: number | null;
  on_timeout: 'reject' | 'approve';
  /** Indexes of nodes whose inputs are rendered and frozen before anybody is asked. */
  covers: number[];
}

export interface RunConcurrency {
  /** Template string over the inputs. */
  key: string;
  limit: number;
  on_busy: 'queue' | 'skip' | 'replace' | 'coalesce';
}

export interface NodeConcurrency {
  /** Template string; attempts of the tenant with the same key share `limit` slots. */
  key: string;
  limit: number;
}

export interface RateLimit {
  /** Template string; by default the handler's name. */
  key: string;
  /** Starts per `per_ms`. */
  limit: number;
  per_ms: number;
}

/** The worst case of an attempt before it is made, and where its real usage is read once it has ended well. */
export interface NodeCost {
  /** An amount such as `0.02 USD`, as a template string; beside a model, what counts where that has no price. */
  worst_case: string | null;
  /** Template string; its price is looked up. */
  model: string | null;
  /** Numbers, or template strings that give some. */
  max_input_tokens: Json;
  max_output_tokens: Json;
  /** Dollars that were used, as bare CEL over the node and what comes before it. */
  used: string | null;
  /** Tokens that were used, likewise. */
  input_tokens: string | null;
  output_tokens: string | null;
  /** Indexes of the nodes that these name. */
  reads: number[];
}

export interface NodeCache {
  /** Template string. */
  key: string;
  ttl_ms: number;
}

export interface PlanEdge {
  from: number;
  to: number;
  on: 'success' | 'failure' | 'always';
  /** Bare CEL over the source and its ancestors; false means the edge does not fire. */
  when: string | null;
  /** Indexes of the nodes that `when` names. */
  reads: number[];
  /** Leaves a decision: fires where that decided for its target. */
  case: boolean;
}

export interface RetryPolicy {
  /** Counts the first attempt. */
  max_attempts: number;
  backoff: 'fixed' | 'linear' | 'exponential';
  delay_ms: number;
  max_delay_ms: number;
  /** From the first start: an attempt that would begin later is not made. Null for no such limit. */
  max_elapsed_ms: number | null;
  jitter: 'none' | 'full';
  /** Error codes worth another attempt; null means whatever the error itself calls retryable. */
  on: string[] | null;
  not_on: string[];
}
