import {
  enabledTriggers,
  firingsOfEvents,
  firingsLately,
  formatId,
  insertFirings,
  keepEvents,
  recordAudit,
  type EventTx,
  type FiringKey,
  type FiringRow,
  type KeptEvent,
  type NewFiring,
  type TriggerKind,
  type TriggerRow,
} from '@maestro/persistence';
import { decideFiring, passesFilter, refusal } from '../triggers/decide-firing';
import { triggerValue, type CloudEvent } from './cloud-event';

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
  const { added, kept } = await keepEvents(tx, distinct, { depth: 0, actor });
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

/** Something that happened, for triggers to look at. */
export interface Happening {
  event: CloudEvent;
  /** Ours. */
  id: string;
  /** How many triggers in a row brought it about. */
  depth: number;
}

/** Which triggers look at what happened. */
export interface Lookers {
  kind: TriggerKind;
  passes(trigger: TriggerRow, happening: Happening): boolean;
}

const ofEvents: Lookers = {
  kind: 'event',
  passes: ({ filter }, { event }) => passesFilter(filter, event),
};

/** Writes down what happened means to each trigger that looks at it. */
export async function writeFirings(
  tx: EventTx,
  happenings: readonly Happening[],
  { kind, passes }: Lookers,
): Promise<void> {
  if (happenings.length === 0) return;
  const triggers = await enabledTriggers(tx, kind);
  const concerned = triggers.filter((trigger) => happenings.some((one) => passes(trigger, one)));
  if (concerned.length === 0) return;
  const now = await clockOf(tx);
  const lately = new Map(
    await firingsLately(
      tx,
      concerned.map(({ id }) => id),
    ),
  );
  const firings = happenings.flatMap((happening) => {
    const value = triggerValue(happening.event);
    return concerned
      .filter((trigger) => passes(trigger, happening))
      .map((trigger): NewFiring => {
        const count = lately.get(trigger.id) ?? 0;
        const decision = guard(trigger, { depth: happening.depth + 1, count }, () =>
          decideFiring(trigger, value, now),
        );
        if (decision.status === 'due') lately.set(trigger.id, count + 1);
        return { triggerId: trigger.id, eventId: happening.id, depth: happening.depth + 1, ...decision };
      });
  });
  await insertFirings(tx, firings);
}

/** Triggers that begin each other stop: by how many of them there were in a row, and by how often one fires. */
function guard(
  { maxDepth, maxPerMinute }: TriggerRow,
  { depth, count }: { depth: number; count: number },
  decide: () => ReturnType<typeof decideFiring>,
): ReturnType<typeof decideFiring> {
  const decision = decide();
  if (decision.status !== 'due') return decision;
  if (depth > maxDepth)
    return refusal(
      'trigger-depth',
      `It would be number ${depth} of triggers in a row; the trigger allows ${maxDepth}.`,
    );
  if (count >= maxPerMinute)
    return refusal(
      'trigger-rate',
      `The trigger has fired ${count} times within a minute, as often as it may.`,
    );
  return decision;
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

async function clockOf(tx: EventTx): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>('SELECT maestro_now() AS at');
  return row?.at ?? new Date();
}

/** No source holds a space. */
function nameOf({ source, id }: { source: string; id: string }): string {
  return `${source} ${id}`;
}
