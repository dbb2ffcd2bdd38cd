import {
  beginning,
  decodeEventCursor,
  findRunHead,
  listEvents,
  type EventPage,
  type EventPosition,
  type TenantDatabase,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { EventFrame } from './event.dto';
import type { PlanOutlines } from './outlines';

export interface EventReader {
  tenants: TenantDatabase;
  outlines: PlanOutlines;
}

export interface EventRequest {
  tenantId: string;
  runId: string;
  /** Cursor of the last event already seen; null begins at the first. */
  after: string | null;
  limit: number;
}

export interface EventsRead extends EventPage {
  frame: EventFrame;
  /** True where the run had ended before the page was read. */
  ended: boolean;
  /** True where the cursor counts in another cluster: the page then begins at the first event. */
  reset: boolean;
}

/**
 * One page of a run's history.
 *
 * @throws MaestroError `not-found`, `invalid-cursor`
 */
export async function readEvents(
  { tenants, outlines }: EventReader,
  request: EventRequest,
): Promise<EventsRead> {
  const { tenantId, runId, after, limit } = request;
  return tenants.withTenant(tenantId, async (tx) => {
    const head = await findRunHead(tx, runId);
    if (!head) throw new MaestroError('not-found', 'There is no such run.');
    const position = positionOf(after, head.cluster);
    const page = await listEvents(tx, { runId, after: position ?? beginning, limit });
    const outline = await outlines.get(tx, head.templateId, head.templateVersion);
    const frame = { runId, cluster: head.cluster, outline };
    return { ...page, frame, ended: head.ended, reset: position === null };
  });
}

/** Null for a position in another cluster. */
function positionOf(cursor: string | null, cluster: string): EventPosition | null {
  if (cursor === null) return beginning;
  const position = decodeEventCursor(cursor);
  if (!position)
    throw new MaestroError('invalid-cursor', 'The cursor is not one that a run\u2019s history gave.');
  return position.cluster === cluster ? position : null;
}
