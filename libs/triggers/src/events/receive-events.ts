import {
  firingsOfEvents,
  formatId,
  keepEvents,
  recordAudit,
  type EventTx,
  type FiringKey,
  type FiringRow,
  type KeptEvent,
} from '@maestro/persistence';
import { ofEvents, writeFirings, type Happening } from '../firings/write-firings';
import type { CloudEvent } from './cloud-event';

export interface ReceiveRequest {
  events: readonly CloudEvent[];
  /** Who sends them. */
  actor: string;
}

/** An event, and what it began: where it came before, what it began then. */
export interface ReceivedEvent {
  id: string;
  source: string;
  eventId: string;
  receivedAt: Date;
  repeated: boolean;
  firings: FiringRow[];
}

export interface Reception {
  /** In the order in which they were sent. */
  events: ReceivedEvent[];
  /** What is to be fired once the transaction is committed; the leader fires what is left. */
  due: FiringKey[];
}

/**
 * Keeps events that are not known yet, and writes down what each means to the triggers that are on. All of it comes true with the
 * transaction, or nothing does.
 */
export async function receiveEvents(tx: EventTx, { events, actor }: ReceiveRequest): Promise<Reception> {
  // Of two of one name, the first counts.
  const distinct = [...new Map([...events].reverse().map((event) => [nameOf(event), event])).values()];
  const { added, kept } = await keepEvents(
    tx,
    distinct.map((event) => ({ ...event, depth: 0 })),
    actor,
  );
  const ids = new Map(kept.map((one) => [nameOf({ source: one.source, id: one.eventId }), one]));
  const fresh = distinct.flatMap((event): Happening[] => {
    const id = ids.get(nameOf(event))?.id;
    return id !== undefined && added.has(id) ? [{ event, id, depth: 0 }] : [];
  });
  await writeFirings(tx, fresh, ofEvents);
  if (fresh.length > 0) await record(tx, actor, fresh);
  const firings = await firingsOfEvents(
    tx,
    [...ids.values()].map(({ id }) => id),
  );
  return reception(
    tx,
    events.map((event) => ids.get(nameOf(event)) as KeptEvent),
    { added, firings },
  );
}

function reception(
  { tenantId }: EventTx,
  kept: readonly KeptEvent[],
  { added, firings }: { added: ReadonlySet<string>; firings: readonly FiringRow[] },
): Reception {
  const seen = new Set<string>();
  const events = kept.map(({ id, source, eventId, receivedAt }) => {
    const repeated = !added.has(id) || seen.has(id);
    seen.add(id);
    const own = firings.filter((firing) => firing.eventId === id);
    return { id, source, eventId, receivedAt, repeated, firings: own };
  });
  const due = firings
    .filter(({ status, eventId }) => status === 'due' && added.has(eventId))
    .map(({ triggerId, eventId }) => ({ tenantId, triggerId, eventId }));
  return { events, due };
}

async function record(tx: EventTx, actor: string, fresh: readonly Happening[]): Promise<void> {
  const [only] = fresh;
  await recordAudit(tx, {
    actor,
    action: 'event.received',
    subject: fresh.length === 1 && only ? formatId('evt', only.id) : null,
    detail: { events: fresh.map(({ id }) => formatId('evt', id)) },
  });
}

/** No source holds a space. */
function nameOf({ source, id }: { source: string; id: string }): string {
  return `${source} ${id}`;
}
