import { formatId, newId, statement, type EngineTransaction } from '@maestro/persistence';
import type { EventType } from './event-types';

const matchesStatement = statement('webhook_matches');
const enqueueStatement = statement('webhook_enqueue');

/** Something that an address may hear of. */
export interface Tidings {
  tenantId: string;
  type: EventType;
  /** What it is about: a webhook may be narrowed to some of each. */
  templateId: string | null;
  orchestraId: string | null;
}

/** Which webhook hears of which tidings, by their places. */
export function webhooksFor(
  tx: EngineTransaction,
  tidings: readonly Tidings[],
): Promise<{ i: number; id: string }[]> {
  return tx.query<{ i: number; id: string }>(matchesStatement, [
    tidings.map(({ tenantId }) => tenantId),
    tidings.map(({ type }) => type),
    tidings.map(({ templateId }) => templateId),
    tidings.map(({ orchestraId }) => orchestraId),
  ]);
}

/** A new name of an event, the same for all addresses and attempts. */
export function newEventId(): string {
  return formatId('msg', newId());
}

export interface NewDelivery {
  tenantId: string;
  webhookId: string;
  /** Of the event. */
  id: string;
  type: string;
  text: string;
}

/** Writes down what is to be delivered. */
export async function queueDeliveries(tx: EngineTransaction, rows: readonly NewDelivery[]): Promise<void> {
  await tx.query(enqueueStatement, [
    rows.map(({ tenantId }) => tenantId),
    rows.map(() => newId()),
    rows.map(({ webhookId }) => webhookId),
    rows.map(({ id }) => id),
    rows.map(({ type }) => type),
    rows.map(({ text }) => text),
  ]);
}
