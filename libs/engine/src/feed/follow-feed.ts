import { statement, type EngineDatabase, type EngineTransaction } from '@maestro/persistence';
import type { JsonObject } from '@maestro/dsl';

const lockStatement = statement('follow_lock');
const beginStatement = statement('follow_begin');
const readStatement = statement('follow_read');
const moveStatement = statement('follow_move');

/** Rows that one batch looks through, of whatever type. */
export const FEED_BATCH = 2_000;

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

/** One who is told what happens to the runs of all tenants. */
export interface FeedConsumer {
  /** Its cursor stands under this name: another name begins anew, at now. */
  readonly name: string;
  /** Types of events that it hears of. */
  readonly types: readonly string[];
  /**
   * Takes the next events, none of them twice: what it writes through `tx` is committed with the cursor, or neither is. It may
   * be called again with the same events after a transaction that failed, so that nothing but `tx` shall remember them. An error
   * holds this consumer alone where it is, until a later call succeeds.
   */
  consume(tx: EngineTransaction, events: readonly FeedEvent[]): Promise<void>;
}

/** The leader for whom the feed is followed: its word counts only while its lease says so. */
export interface FollowingTerm {
  readonly holder: string;
  readonly number: number;
}

export interface FollowerOptions {
  database: EngineDatabase;
  /** Name of the leader's lease. */
  lease: string;
  consumers: readonly FeedConsumer[];
  /** Rows that one batch looks through; `FEED_BATCH` unless told. */
  batch?: number;
}

export interface Followed {
  /** The most that any consumer has looked through: `batch` or more where there is more to do at once. */
  looked: number;
  /** Something is there that will be settled once older transactions have ended. */
  unsettled: boolean;
}

export interface FeedFollower {
  readonly batch: number;
  /**
   * One batch for each consumer.
   *
   * @throws what a consumer threw, once all others have had their turn
   */
  round(term: FollowingTerm): Promise<Followed>;
}

/**
 * Tells consumers what happens to runs, from where each of them stands in the feed. It reads below the oldest transaction still
 * open: what commits late is told late, and never skipped. Runs that were forgotten by retention before a consumer came to them
 * are not told of.
 */
export function createFeedFollower(options: FollowerOptions): FeedFollower {
  const { consumers, batch = FEED_BATCH } = options;
  return {
    batch,
    round: async (term) => {
      const sum: Followed = { looked: 0, unsettled: false };
      const errors: unknown[] = [];
      for (const consumer of consumers) {
        try {
          const { looked, unsettled } = await followOne({ ...options, batch }, term, consumer);
          sum.looked = Math.max(sum.looked, looked);
          sum.unsettled ||= unsettled;
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
      return sum;
    },
  };
}

type ReadRow = Record<string, unknown> & {
  looked: number;
  now: string;
  uptoXid: string | null;
  uptoId: string | null;
  unsettled: boolean;
} & (FeedEvent | { runId: null });

async function followOne(
  { database, lease, batch }: FollowerOptions & { batch: number },
  { holder, number }: FollowingTerm,
  consumer: FeedConsumer,
): Promise<Followed> {
  const { name, types } = consumer;
  const turn = [lease, holder, number, name];
  return database.transaction(async (tx) => {
    const [stands] = await tx.query<{ xid: string; id: string }>(lockStatement, turn);
    if (!stands) {
      await tx.query(beginStatement, turn);
      return { looked: 0, unsettled: false };
    }
    const rows = await tx.query<ReadRow>(readStatement, [stands.xid, stands.id, batch, types]);
    const { looked, now, uptoXid, uptoId, unsettled } = rows[0] as ReadRow;
    if (looked === 0) return { looked, unsettled };
    const events = rows.filter((row): row is ReadRow & FeedEvent => row.runId !== null);
    if (events.length > 0) await consumer.consume(tx, events.map(eventOf));
    // All below `now` was looked through where the page is not full: nothing is looked at again that lies between.
    const upto = looked < batch ? [now, '0'] : [uptoXid, uptoId];
    await tx.query(moveStatement, [name, ...upto, number]);
    return { looked, unsettled };
  });
}

function eventOf(row: ReadRow & FeedEvent): FeedEvent {
  const { looked: _, now: _now, uptoXid: _x, uptoId: _i, unsettled: _u, ...event } = row;
  return event;
}
