import type { Json, JsonObject, Usage } from '@maestro/dsl';
import type { CollectionDoor, DatasetSink, HandlerContext, ModelDoor, ToolDoor } from '@maestro/handlers';
import type { Problem } from '@maestro/problems';
import type { PlacedSecret } from './secret-places';

/** What the worker does for the child, which has no connection of its own: it asks, and waits for the answer. */
export interface Favours {
  upsert: DatasetSink['upsert'];
  read: DatasetSink['read'];
  describeTools: ToolDoor['describe'];
  modelProviders: (nothing: null) => ReturnType<ModelDoor['providers']>;
  modelKey: ModelDoor['key'];
  modelTook: ModelDoor['took'];
  reserveAgain: ModelDoor['reserveAgain'];
  queryCollection: CollectionDoor['query'];
  fillCollection: CollectionDoor['ingest'];
  callTool: ToolDoor['call'];
  /** Leave to connect: policy is asked by the worker, too. */
  permit: (hop: { url: string; method: string }) => Promise<void>;
}

export type Favour = keyof Favours;
export type Asked<F extends Favour = Favour> = Parameters<Favours[F]>[0];
export type Answered<F extends Favour = Favour> = Awaited<ReturnType<Favours[F]>>;

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
  | { kind: 'answered'; id: number; answer: Answered }
  | { kind: 'refused'; id: number; problem: Problem };

export type FromChild =
  | { kind: 'heartbeat' }
  | { kind: 'progress'; fraction: number; message?: string }
  | { kind: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields?: JsonObject }
  | { kind: 'say'; piece: string }
  | { kind: 'bill'; usage: Usage }
  | { [F in Favour]: { kind: 'ask'; id: number; favour: F; request: Asked<F> } }[Favour]
  | { kind: 'done'; output: Json }
  | { kind: 'failed'; problem: Problem }
  /** What is not one of our errors: for the worker's log. */
  | { kind: 'threw'; name: string; message: string; stack: string };
