import type { EventConsumer, FeedEvent, FeedReader, FeedSort } from '@maestro/engine';
import { statement, type EngineTransaction } from '@maestro/persistence';
import { tellDeadline, tellEvent, type RunFacts } from './cloud-event';
import { followedTypes, toldAs, typesOf, type EventType } from './event-types';
import { newEventId, queueDeliveries, webhooksFor } from './queue-deliveries';

const wantedStatement = statement('webhook_tenants');
const factsStatement = statement('webhook_run_facts');
const orchestrasStatement = statement('webhook_orchestras');

/** Follows the feed and writes down what is to be delivered to whom: once for each event and address. */
export function createWebhookFeed(): EventConsumer {
  return {
    name: 'webhooks',
    types: followedTypes,
    wants,
    consume: tell,
  };
}

/** What no address of its tenant hears of is not read. */
async function wants(database: FeedReader, sorts: readonly FeedSort[]): Promise<FeedSort[]> {
  const told = sorts.flatMap((sort) => toldAs(sort.type).map((type) => ({ sort, type })));
  const rows = await database.query<{ i: number }>(wantedStatement, [
    told.map(({ sort }) => sort.tenantId),
    told.map(({ type }) => type),
  ]);
  return [...new Set(rows.flatMap(({ i }) => told[i]?.sort ?? []))];
}

interface Told {
  event: FeedEvent;
  type: EventType;
}

async function tell(tx: EngineTransaction, events: readonly FeedEvent[]): Promise<void> {
  const told: Told[] = events.flatMap((event) => typesOf(event).map((type) => ({ event, type })));
  const matches = await webhooksFor(
    tx,
    told.map(({ event: { tenantId, templateId, orchestraId }, type }) => ({
      ...{ tenantId, type, templateId, orchestraId },
    })),
  );
  if (matches.length === 0) return;
  const wanted = [...new Set(matches.map(({ i }) => i))];
  const bodies = await bodiesOf(
    tx,
    wanted.map((i) => told[i] as Told),
  );
  const placeOf = new Map(wanted.map((i, place) => [i, place]));
  const rows = matches.flatMap(({ i, id: webhookId }) => {
    const body = bodies[placeOf.get(i) as number];
    const { event, type } = told[i] as Told;
    return body ? [{ tenantId: event.tenantId, webhookId, type, ...body }] : [];
  });
  await queueDeliveries(tx, rows);
}

/** Null where nothing is told: of a run that was forgotten meanwhile, and of how runs within runs begin and end. */
async function bodiesOf(
  tx: EngineTransaction,
  told: readonly Told[],
): Promise<({ id: string; text: string } | null)[]> {
  const asked = [
    told.map(({ event }) => event.tenantId),
    told.map(({ event }) => event.runId),
    told.map(({ event }) => event.orchestraId),
  ];
  const rows = await tx.query<RunFacts & { i: number } & Record<string, unknown>>(
    factsStatement,
    asked.slice(0, 2),
  );
  const factsOf = new Map(rows.map((row) => [row.i, row]));
  const deadlines = told.some(({ type }) => type === 'maestro.deadline.missed');
  const names = deadlines ? await tx.query<OrchestraName>(orchestrasStatement, [asked[0], asked[2]]) : [];
  const nameOf = new Map(names.map(({ i, name }) => [i, name]));
  return told.map(({ event, type }, i) => {
    const id = newEventId();
    // There may be no run: the slot was never played.
    if (type === 'maestro.deadline.missed')
      return { id, text: tellDeadline(event, nameOf.get(i) ?? null, { id, type }) };
    const facts = factsOf.get(i);
    if (!facts || (facts.child && event.type.startsWith('run.'))) return null;
    return { id, text: tellEvent(event, facts, { id, type }) };
  });
}

interface OrchestraName extends Record<string, unknown> {
  i: number;
  name: string;
}
