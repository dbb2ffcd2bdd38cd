import { eventually } from '@maestro/testing';
import type { TestTenant } from './harness';

export interface ShownEvent {
  type: string;
  actor: string | null;
  data: unknown;
}

/**
 * The events of one type in a run's history, once it shows that many: readers stop below the oldest transaction of the
 * server, which may be one of another suite.
 */
export function eventsOf(tenant: TestTenant, runId: string, type: string, count = 1): Promise<ShownEvent[]> {
  return eventually(
    async () => {
      const { data } = (await tenant.call('GET', `/api/runs/${runId}/events?limit=1000`)).body;
      const found = (data as ShownEvent[]).filter((event) => event.type === type);
      return found.length >= count ? found : null;
    },
    { timeoutMs: 15_000, what: `An event ${type}` },
  );
}
