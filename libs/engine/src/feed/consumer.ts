import type { EngineTransaction } from '@maestro/persistence';
import type { JsonObject } from '@maestro/dsl';

/** Something that happened to a run, committed and in the order of every reader. */
export interface FeedEvent {
  tenantId: string;
  runId: string;
  /** With `id` the place in the feed: no two events share it. */
  xid: string;
  id: string;
  at: Date;
  type: string;
  /** Who did it; null where nobody in particular. */
  actor: string | null;
  data: JsonObject | null;
  /** Of the run; null where it has been forgotten since. */
  templateId: string | null;
  templateVersion: number | null;
  orchestraId: string | null;
}

/** A type of events, of a tenant. */
export interface FeedSort {
  tenantId: string;
  type: string;
}

/** A place in the feed. */
export interface FeedPosition {
  xid: string;
  id: string;
}

/** What lies behind one place of the feed, up to another. */
export interface FeedSpan {
  after: FeedPosition;
  upto: FeedPosition;
}

/** For looking only: outside of the transaction that moves the cursor, since mostly there is nothing to write. */
export type FeedReader = Pick<EngineTransaction, 'query'>;

interface Consumer {
  /** Its cursor stands under this name: another name begins anew, at now. */
  readonly name: string;
  /** Types of events that it hears of. */
  readonly types: readonly string[];
}

/** One who is told what happens to the runs of all tenants, event by event. */
export interface EventConsumer extends Consumer {
  /** Which of what has happened anybody is waiting for: all else is not even read. All of it where left out. */
  wants?(database: FeedReader, sorts: readonly FeedSort[]): Promise<readonly FeedSort[]>;
  /**
   * Takes the next events, none of them twice: what it writes through `tx` is committed with the cursor, or neither is. It may
   * be called again with the same events after a transaction that failed, so that nothing but `tx` shall remember them. An error
   * holds this consumer alone where it is, until a later call succeeds.
   */
  consume(tx: EngineTransaction, events: readonly FeedEvent[]): Promise<void>;
}

/** One who asks the database itself about a span of the feed in which there is something of its types. */
export interface SpanConsumer extends Consumer {
  /** Null where there is nothing to do about it, else what to write: as `consume` does. `sorts` says whose things are in the span. */
  look(database: FeedReader, span: FeedSpan, sorts: readonly FeedSort[]): Promise<WriteAbout | null>;
}

export type WriteAbout = (tx: EngineTransaction) => Promise<void>;

export type FeedConsumer = EventConsumer | SpanConsumer;
