import { statement, type EngineDatabase } from '@maestro/persistence';
import type { FeedPosition, FeedSort } from './consumer';

const pageStatement = statement('follow_page');

/** One look at the feed, for all who stand at the same place. */
export interface FeedPage {
  looked: number;
  upto: FeedPosition;
  /** Something is there that will be settled once older transactions have ended. */
  unsettled: boolean;
  /** What sorts of things are in it. */
  sorts: FeedSort[];
}

interface PageRow extends Record<string, unknown> {
  looked: number;
  uptoXid: string | null;
  uptoId: string | null;
  unsettled: boolean;
  tenants: string[];
  types: string[];
}

export interface PageQuestion {
  after: FeedPosition;
  /** The first transaction that was not settled when it was asked for. */
  now: string;
  batch: number;
  types: readonly string[];
}

/** Looks through up to `batch` rows behind a place, below what is not settled. */
export async function readPage(
  database: EngineDatabase,
  { after, now, batch, types }: PageQuestion,
): Promise<FeedPage> {
  const [row] = await database.query<PageRow>(pageStatement, [after.xid, after.id, batch, types, now]);
  if (!row) throw new Error('the feed does not answer');
  const { looked, uptoXid, uptoId, unsettled, tenants } = row;
  // All below `now` was looked through where the page is not full: nothing is looked at again that lies between.
  const full = looked >= batch && uptoXid !== null && uptoId !== null;
  return {
    ...{ looked, unsettled },
    upto: full ? { xid: uptoXid, id: uptoId } : { xid: now, id: '0' },
    sorts: tenants.map((tenantId, i) => ({ tenantId, type: row.types[i] ?? '' })),
  };
}
