import type { EventConsumer, FeedEvent, FeedReader, FeedSort } from '@maestro/engine';
import { formatId, newId, statement, type EngineTransaction } from '@maestro/persistence';
import { tellEvent, type RunFacts } from './cloud-event';
import { followedTypes, toldAs, typesOf } from './event-types';

const wantedStatement = statement('webhook_tenants');
const matchesStatement = statement('webhook_matches');
const factsStatement = statement('webhook_run_facts');
const enqueueStatement = statement('webhook_enqueue');

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
  type: string;
}

async function tell(tx: EngineTransaction, events: readonly FeedEvent[]): Promise<void> {
  const told: Told[] = events.flatMap((event) => typesOf(event).map((type) => ({ event, type })));
  const matches = await tx.query<{ i: number; id: string }>(matchesStatement, [
    told.map(({ event }) => event.tenantId),
    told.map(({ type }) => type),
    told.map(({ event }) => event.templateId),
    told.map(({ event }) => event.orchestraId),
  ]);
  if (matches.length === 0) return;
  const wanted = [...new Set(matches.map(({ i }) => i))];
  const bodies = await bodiesOf(
    tx,
    wanted.map((i) => told[i] as Told),
  );
  const placeOf = new Map(wanted.map((i, place) => [i, place]));
  const rows = matches.flatMap(({ i, id }) => {
    const body = bodies[placeOf.get(i) as number];
    return body ? [{ webhookId: id, ...body, ...(told[i] as Told) }] : [];
  });
  await tx.query(enqueueStatement, [
    rows.map(({ event }) => event.tenantId),
    rows.map(() => newId()),
    rows.map(({ webhookId }) => webhookId),
    rows.map(({ id }) => id),
    rows.map(({ type }) => type),
    rows.map(({ text }) => text),
  ]);
}

/** Null where nothing is told: of a run that was forgotten meanwhile, and of how runs within runs begin and end. */
async function bodiesOf(
  tx: EngineTransaction,
  told: readonly Told[],
): Promise<({ id: string; text: string } | null)[]> {
  const rows = await tx.query<RunFacts & { i: number } & Record<string, unknown>>(factsStatement, [
    told.map(({ event }) => event.tenantId),
    told.map(({ event }) => event.runId),
  ]);
  const factsOf = new Map(rows.map((row) => [row.i, row]));
  return told.map(({ event, type }, i) => {
    const facts = factsOf.get(i);
    if (!facts || (facts.child && event.type.startsWith('run.'))) return null;
    const id = formatId('msg', newId());
    return { id, text: tellEvent(event, facts, { id, type }) };
  });
}
