import type { Engine } from '@maestro/engine';
import type { TenantDatabase } from '@maestro/persistence';
import { firingsOfEvents } from '@maestro/persistence';
import { receiveEvents, type ReceivedEvent, type ReceiveRequest } from './events/receive-events';
import { fire } from './firings/fire';

/**
 * Receives events of a tenant and begins what triggers make of them: the events are kept when this returns, and what could not be
 * begun so far is begun by the leader.
 *
 * @returns for each event what it began; for one that came before, what it began then
 */
export async function receive(
  { engine, tenants }: { engine: Engine; tenants: TenantDatabase },
  { tenantId, ...request }: ReceiveRequest & { tenantId: string },
): Promise<ReceivedEvent[]> {
  const { events, due } = await tenants.withTenant(tenantId, (tx) => receiveEvents(tx, request));
  if (due.length === 0) return events;
  await fire(engine, due).catch((error: unknown) => engine.onError(error, 'firing what was received'));
  const ids = [...new Set(due.map(({ eventId }) => eventId))];
  const firings = await tenants.withTenant(tenantId, (tx) => firingsOfEvents(tx, ids));
  return events.map((event) =>
    ids.includes(event.id)
      ? { ...event, firings: firings.filter(({ eventId }) => eventId === event.id) }
      : event,
  );
}
