import { statement, type EngineDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { GateAnswer, StartGate } from '@maestro/tenancy';

const stoppedTenants = statement('stopped_tenants');

/** A switch that was turned takes effect within so long, in every process. */
const FRESH_MS = 2_000;

/** The kill switch: a tenant that has turned it starts no run. Reads it at most every two seconds. */
export function createSpendingGate(database: EngineDatabase): StartGate {
  let read: Promise<ReadonlySet<string>> | null = null;
  let readAt = -Infinity;
  const stopped = (): Promise<ReadonlySet<string>> => {
    const now = performance.now();
    if (read && now - readAt < FRESH_MS) return read;
    readAt = now;
    const fresh = query(database);
    read = fresh;
    fresh.catch(() => {
      if (read === fresh) read = null;
    });
    return fresh;
  };
  return {
    name: 'spending',
    ask: async (runs) => {
      const tenants = await stopped();
      // A child belongs to a run that goes on: refused, it would wind that run down.
      return runs.map(({ tenantId, origin }) =>
        origin !== 'subflow' && tenants.has(tenantId) ? refusal() : { kind: 'open' },
      );
    },
  };
}

async function query(database: EngineDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ id: string }>(stoppedTenants);
  return new Set(rows.map(({ id }) => id));
}

function refusal(): GateAnswer {
  const detail = 'The kill switch of the tenant is on: no run starts until it is turned off.';
  return { kind: 'refuse', error: new MaestroError('spending-stopped', detail) };
}
