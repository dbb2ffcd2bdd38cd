import { firstIdAt } from '../ids';
import { EVENT_COLUMNS, type EventTx, type ReceivedEventRow } from '../stores/received-event.store';
import { PAGE_BYTES, pageOf, type Page } from './page';

export interface ReceivedEventFilter {
  type: string | null;
  source: string | null;
  /** Received since, and before. */
  since: Date | null;
  before: Date | null;
  /** Id of the last event that was shown. */
  after: string | null;
  limit: number;
}

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LIST = `SELECT ${EVENT_COLUMNS} FROM maestro_received_events e
  WHERE e.tenant_id = $1 AND e.id >= $2 AND e.id < $3 AND ($4::text IS NULL OR e.source = $4)`;
const ANY_TYPE = `${LIST} ORDER BY e.id DESC LIMIT $5`;
const OF_TYPE = `${LIST} AND e.type = $6 ORDER BY e.id DESC LIMIT $5`;

/** Received events, the last first. Data of some bytes ends a page early. */
export async function listReceivedEvents(
  tx: EventTx,
  { type, source, since, before, after, limit }: ReceivedEventFilter,
): Promise<Page<ReceivedEventRow>> {
  const end = before === null ? LAST : firstIdAt(before.getTime());
  const values = [
    tx.tenantId,
    since === null ? FIRST : firstIdAt(since.getTime()),
    after !== null && after < end ? after : end,
    source,
    limit + 1,
  ];
  const rows =
    type === null
      ? await tx.query<ReceivedEventRow>(ANY_TYPE, values)
      : await tx.query<ReceivedEventRow>(OF_TYPE, [...values, type]);
  const page = pageOf(rows, limit);
  return shortened(page);
}

/** A page of large events is short instead of an answer of hundreds of megabytes. */
function shortened({ rows, hasMore }: Page<ReceivedEventRow>): Page<ReceivedEventRow> {
  let bytes = 0;
  const kept = rows.filter((row, i) => {
    bytes += row.dataBase64?.length ?? JSON.stringify(row.data).length;
    return i === 0 || bytes <= PAGE_BYTES;
  });
  return { rows: kept, hasMore: hasMore || kept.length < rows.length };
}
