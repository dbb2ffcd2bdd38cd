import { createEgress, type Egress } from '@maestro/egress';
import { Tenant, type TenantDatabase } from '@maestro/persistence';
import type { Reach } from './alone/words';

/** The way of a tenant's handlers to the outside. */
export interface Door {
  egress: Egress;
  reach: Reach;
}

/** Calls at once to one place. Models take minutes to answer: what bounds tasks is `max_parallel` and limits, never a silent queue here. */
const CONNECTIONS = 1_000;

/** A tenant's settings are read again after this long: who allows an address and starts a run by hand finds it open. */
const FRESH_MS = 500;

/** Opens the door of each tenant once. `closed`: what no tenant can reach, whatever it allows. */
export function createDoors(
  database: TenantDatabase,
  closed: readonly string[],
): (tenantId: string) => Promise<Door> {
  const doors = new Map<string, { door: Promise<Door>; until: number }>();

  /** A tenant's egress lives as long as its list stays the same: its connections are used again. */
  const open = async (tenantId: string, before: Promise<Door> | undefined): Promise<Door> => {
    const known = await before?.catch(() => undefined);
    const tenant = await database.withTenant(tenantId, (tx) =>
      tx.manager.findOneBy(Tenant, { id: tenantId }),
    );
    const reach = { allow: tenant?.egressAllow ?? [], closed };
    const same = known?.reach.allow.join() === reach.allow.join();
    if (known && !same) void known.egress.close();
    return {
      egress:
        known && same
          ? known.egress
          : createEgress({ ...reach, limits: { connectionsPerOrigin: CONNECTIONS } }),
      reach,
    };
  };

  /** The many attempts that find it too old share one look. */
  return (tenantId) => {
    const known = doors.get(tenantId);
    const now = performance.now();
    if (known && known.until > now) return known.door;
    const door = open(tenantId, known?.door);
    doors.set(tenantId, { door, until: now + FRESH_MS });
    door.catch(() => doors.delete(tenantId));
    return door;
  };
}
