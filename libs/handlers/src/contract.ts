import type { Json, JsonObject, Usage, WorstCase } from '@maestro/dsl';
import type { Egress } from '@maestro/egress';
import type { Masker } from '@maestro/secrets/mask';
import type { CollectionDoor, PricedCollectionDoor } from './collection-door';
import type { ToolAnswer, ToolCall, ToolSpec } from '@maestro/tools';
import type { AgentDoor } from './agent-door';
import type { ModelDoor } from './model-door';

/**
 * The one contract of every task kind.
 *
 * A handler is stateless: all it needs comes with the call. It may be called again for the same task (an
 * effect runs at least once), always with the same `idempotencyKey`; its result is committed at most once.
 */
export interface Handler<I = Json, O extends Json = Json> {
  /** The name a node's `ref` gives. */
  readonly ref: string;
  readonly description: string;
  /** JSON Schema (2020-12) of the rendered `with`; checked before `execute`, and at publish where it is constant. */
  readonly input: JsonObject;
  /**
   * JSON pointers of the parts of the input that may hold secrets; none unless given. It neither returns them nor says
   * anything of them: what it hands on in `execute` is their value.
   */
  readonly secrets?: readonly string[];
  /** JSON pointers of the parts of the input that are JSON Schemas; `*` stands for every member of a list. Looked at at publish. */
  readonly schemas?: readonly string[];
  /** JSON pointers of the parts of the input that name tools, in the same way. */
  readonly tools?: readonly string[];
  /** JSON Schema (2020-12) of the result, for docs and for type hints. */
  readonly output: JsonObject;
  /** False while the worker has to switch it on by name. */
  readonly enabledByDefault: boolean;
  /**
   * Of a handler whose input may name something that says part of it: the input with all that said. Policy is asked about what this
   * gives, and the price, what may serve again and `execute` go by it.
   */
  readonly resolve?: (input: I, doors: { agents: AgentDoor }) => Promise<object>;
  /**
   * Of a handler that costs money: what one attempt with this input may cost at worst; null where it costs nothing. That much is
   * reserved before `execute` is called. A node's own `cost` counts in its stead, save that a model which has a price costs that.
   *
   * Throws where the input cannot be served at all: nothing is reserved then.
   */
  readonly billing?: (input: I, ctx: BillingContext) => Promise<WorstCase | null> | WorstCase | null;
  /**
   * Of a handler whose results may serve again: under what this one may be kept for the tenant, and how long. Null where it is not
   * to be. What is found is not paid for.
   */
  readonly reuse?: (input: I) => { key: Json; ttlMs: number } | null;
  /**
   * Performs the work. Throws MaestroError: its code decides whether the attempt is retried.
   * Must settle soon after `ctx.signal` aborts.
   */
  execute(input: I, ctx: HandlerContext): Promise<O>;
}

/** What the price of an attempt may depend on. */
export interface BillingContext extends Pick<HandlerContext, 'attempt' | 'models' | 'tools'> {
  readonly collections: PricedCollectionDoor;
}

export interface HandlerContext {
  readonly tenantId: string;
  readonly runId: string;
  /** Number of the task in its run. */
  readonly task: number;
  readonly nodeId: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Stable over all attempts of the task; hand it to whatever has the effect. */
  readonly idempotencyKey: string;
  /** Aborts on cancel, on the attempt's timeout, and when the lease is lost. */
  readonly signal: AbortSignal;
  /** Says that the handler is alive and making progress. */
  heartbeat(): void;
  /** Part done, 0 to 1, shown to whoever watches the run. */
  progress(fraction: number, message?: string): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: JsonObject): void;
  /** For text that comes in pieces or is cut before anybody else sees it; whole results are masked by who called. */
  readonly masker: Masker;
  /**
   * What the attempt has used in all, once it is known; the last word counts. `nothing` only where it is certain that nothing
   * was sent. Of an attempt that says nothing and does not end well, the worst case is charged.
   */
  bill(usage: Usage): void;
  /** Shows a piece of text to whoever watches the run, as it comes. It is no part of the result, and is not kept as one. */
  say(piece: string): void;
  readonly egress: Egress;
  readonly datasets: DatasetSink;
  readonly tools: ToolDoor;
  readonly models: ModelDoor;
  readonly collections: CollectionDoor;
}

/** The tools of the tenant, for nodes that name some. */
export interface ToolDoor {
  /**
   * What a model is told of the tools that references name, in their order, as the owners of their toolsets have approved them.
   *
   * @throws MaestroError `unknown-ref`, `limit-exceeded`, `duplicate-id`
   */
  describe(references: readonly string[]): Promise<readonly ToolSpec[]>;
  /**
   * Calls one. Where people have to agree first, or a run has to end, it does not return: the attempt ends, and another finds the answer.
   *
   * @throws MaestroError `tool-denied`, `tool-args-invalid`, `tool-changed`, `tool-failed`, `approval-rejected`, `approval-timeout`, and
   * what the way there throws
   */
  call(call: ToolCall): Promise<ToolAnswer>;
}

/** The records that `load` keeps. One call is one transaction. */
export interface DatasetSink {
  /**
   * Upserts records by key. A call repeated with the same idempotency key changes nothing and returns what
   * the first one returned.
   */
  upsert(request: {
    dataset: string;
    idempotencyKey: string;
    records: DatasetRecord[];
  }): Promise<{ new: number; changed: number; unchanged: number }>;
  /**
   * Records of a dataset by key, those after the one named, at most 1,000 at a time. `next` is where to go on; null: that was all.
   * Throws `not-found` for a dataset that is not there.
   */
  read(request: {
    dataset: string;
    after: string | null;
  }): Promise<{ records: { key: string; data: JsonObject }[]; next: string | null }>;
}

export interface DatasetRecord {
  key: string;
  /** Stands for the content: two records of one key differ exactly when these do. */
  ingestId: string;
  data: JsonObject;
}
