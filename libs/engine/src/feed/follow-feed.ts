import { statement, type EngineDatabase } from '@maestro/persistence';
import type { FeedConsumer, FeedEvent, FeedPosition, FeedSort, FeedSpan, WriteAbout } from './consumer';
import { readPage } from './read-page';

const standsStatement = statement('follow_stands');
const beginStatement = statement('follow_begin');
const turnStatement = statement('follow_turn');
const eventsStatement = statement('follow_events');
const moveStatement = statement('follow_move');

/** Rows that one batch looks through, of whatever type. */
export const FEED_BATCH = 4_000;

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
  /** Somebody was told something, and may have work to do about it. */
  told: boolean;
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
  const { batch = FEED_BATCH } = options;
  return {
    batch,
    round: async (term) => {
      const sum: Followed = { looked: 0, unsettled: false, told: false };
      const errors: unknown[] = [];
      for (const place of await placesOf(options, term)) {
        const { looked, unsettled, told } = await followFrom(place, { ...options, batch, term, errors });
        sum.looked = Math.max(sum.looked, looked);
        sum.unsettled ||= unsettled;
        sum.told ||= told;
      }
      if (errors.length > 0) throw errors[0];
      return sum;
    },
  };
}

/** Where some of those who follow stand. */
interface Place {
  stored: FeedPosition;
  after: FeedPosition;
  /** The same for all places of a round: whoever comes up to it stands where all others do. */
  now: string;
  consumers: FeedConsumer[];
}

interface StandsRow extends Record<string, unknown>, FeedPosition {
  now: string;
  name: string;
  storedXid: string;
  storedId: string;
}

/** Those who stand at the same place share one look at the feed: mostly that is all of them. */
async function placesOf(
  { database, lease, consumers }: FollowerOptions,
  { holder, number }: FollowingTerm,
): Promise<Place[]> {
  const names = consumers.map(({ name }) => name);
  const rows = await database.query<StandsRow>(standsStatement, [lease, holder, number, names]);
  const places = new Map<string, Place>();
  for (const consumer of consumers) {
    const row = rows.find(({ name }) => name === consumer.name);
    if (!row) {
      await database.query(beginStatement, [lease, holder, number, consumer.name]);
      continue;
    }
    const stored = { xid: row.storedXid, id: row.storedId };
    const key = `${stored.xid} ${stored.id}`;
    const place = places.get(key) ?? {
      stored,
      after: { xid: row.xid, id: row.id },
      now: row.now,
      consumers: [],
    };
    place.consumers.push(consumer);
    places.set(key, place);
  }
  return [...places.values()];
}

interface Look extends FollowerOptions {
  batch: number;
  term: FollowingTerm;
  /** What consumers threw. */
  errors: unknown[];
}

async function followFrom({ stored, after, now, consumers }: Place, look: Look): Promise<Followed> {
  const { database, batch, term, lease, errors } = look;
  const types = [...new Set(consumers.flatMap((consumer) => consumer.types))];
  const page = await readPage(database, { after, now, batch, types });
  const { looked, unsettled } = page;
  if (looked === 0) return { looked, unsettled, told: false };
  const leader = [lease, term.holder, term.number];
  const steps = [stored.xid, stored.id, page.upto.xid, page.upto.id];
  const idle: string[] = [];
  let told = false;
  for (const consumer of consumers) {
    const { name } = consumer;
    try {
      const write = await whatToTell(database, consumer, {
        span: { after, upto: page.upto },
        sorts: page.sorts,
      });
      if (!write) {
        idle.push(name);
        continue;
      }
      await database.transaction(async (tx) => {
        const turn = await tx.query(turnStatement, [...leader, name, stored.xid, stored.id]);
        if (turn.length === 0) return;
        await write(tx);
        await tx.query(moveStatement, [...leader, [name], ...steps]);
      });
      told = true;
    } catch (error) {
      errors.push(error);
    }
  }
  if (idle.length > 0) await database.query(moveStatement, [...leader, idle, ...steps]);
  return { looked, unsettled, told };
}

/**
 * What is settled does not change any more, so that it may be read once more. Who waits for it is asked after it was settled: whoever
 * began to wait before it happened is among them.
 */
async function whatToTell(
  database: EngineDatabase,
  consumer: FeedConsumer,
  { span, sorts }: { span: FeedSpan; sorts: readonly FeedSort[] },
): Promise<WriteAbout | null> {
  const own = sorts.filter(({ type }) => consumer.types.includes(type));
  if (own.length === 0) return null;
  if ('look' in consumer) return consumer.look(database, span, own);
  const wanted = consumer.wants ? await consumer.wants(database, own) : own;
  if (wanted.length === 0) return null;
  const { after, upto } = span;
  const events = await database.query<FeedEvent & Record<string, unknown>>(eventsStatement, [
    ...[after.xid, after.id, upto.xid, upto.id],
    wanted.map(({ tenantId }) => tenantId),
    wanted.map(({ type }) => type),
  ]);
  return events.length > 0 ? (tx) => consumer.consume(tx, events) : null;
}
