import type { Json, JsonObject, Usage } from '@maestro/dsl';
import type { DatasetSink, HandlerContext } from '@maestro/handlers';
import type { Problem } from '@maestro/problems';
import type { PlacedSecret } from './secret-places';

type UpsertRequest = Parameters<DatasetSink['upsert']>[0];
type UpsertCounts = Awaited<ReturnType<DatasetSink['upsert']>>;

/** Where an attempt may connect to. */
export interface Reach {
  allow: readonly string[];
  closed: readonly string[];
  /** Whether the worker is to be asked before each connection. */
  asks?: boolean;
}

/**
 * All that a child process is told of the attempt it makes, over a channel that nobody else can read. It has no address of a
 * database, and no secrets but those of its input.
 */
export interface Job {
  ref: string;
  /** With masks where its secrets belong. */
  input: Json;
  secrets: readonly PlacedSecret[];
  about: Pick<HandlerContext, 'tenantId' | 'runId' | 'task' | 'nodeId' | 'attempt' | 'idempotencyKey'>;
  reach: Reach;
  /** Handlers that are off unless named. */
  enable: readonly string[];
}

export type ToChild =
  | { kind: 'run'; job: Job }
  | { kind: 'abort' }
  | { kind: 'upserted'; id: number; counts: UpsertCounts }
  | { kind: 'permitted'; id: number }
  | { kind: 'refused'; id: number; problem: Problem };

export type FromChild =
  | { kind: 'heartbeat' }
  | { kind: 'progress'; fraction: number; message?: string }
  | { kind: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields?: JsonObject }
  | { kind: 'bill'; usage: Usage }
  /** Datasets are written by the worker: the child has no connection of its own. */
  | { kind: 'upsert'; id: number; request: UpsertRequest }
  /** Policy is asked by the worker, too. */
  | { kind: 'connect'; id: number; url: string; method: string }
  | { kind: 'done'; output: Json }
  | { kind: 'failed'; problem: Problem }
  /** What is not one of our errors: for the worker's log. */
  | { kind: 'threw'; name: string; message: string; stack: string };
