import { createEgress, type Egress } from '@maestro/egress';
import { effectKey, type Engine } from '@maestro/engine';
import type { DatasetSink } from '@maestro/handlers';
import { Tenant, upsertRecords, type TenantDatabase } from '@maestro/persistence';
import type { Reach } from './alone/words';
import { boundedFields, boundedText } from './bounded-log';
import type { HeldAttempt } from './held-attempts';
import type { LogWriter } from './log-writer';
import type { AttemptContext } from './performer';

/** A tenant's settings are read again after this long. */
const FRESH_MS = 5_000;

/** The way of a tenant's handlers to the outside. */
interface Door {
  egress: Egress;
  reach: Reach;
}

/** Makes what a handler is given: its identity, its signal, and the few doors to the outside. */
export function createContextFactory(
  { engine, tenants: database }: { engine: Engine; tenants: TenantDatabase },
  logs: LogWriter,
  /** `host:port` of what Maestro itself stands on: no tenant can allow these. */
  closed: readonly string[],
) {
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
    return { egress: known && same ? known.egress : createEgress(reach), reach };
  };

  /** The many attempts that find it too old share one look. */
  const doorOf = (tenantId: string): Promise<Door> => {
    const known = doors.get(tenantId);
    const now = performance.now();
    if (known && known.until > now) return known.door;
    const door = open(tenantId, known?.door);
    doors.set(tenantId, { door, until: now + FRESH_MS });
    door.catch(() => doors.delete(tenantId));
    return door;
  };

  const datasetsOf = (tenantId: string): DatasetSink => ({
    upsert: (request) => database.withTenant(tenantId, (tx) => upsertRecords(tx, request)),
  });

  return async (attempt: HeldAttempt): Promise<AttemptContext> => {
    const { run, n, attempt: count } = attempt.task;
    const { tenantId, runId } = run.ref;
    const nodeId = run.plan.nodes[attempt.task.node]?.id ?? '';
    const about = { task: n, node: nodeId, attempt: count };
    return {
      tenantId,
      runId,
      task: n,
      nodeId,
      attempt: count,
      idempotencyKey: await effectKey(engine, attempt.task),
      signal: attempt.signal,
      heartbeat: () => attempt.beat(),
      progress: (fraction, message) => {
        attempt.beat();
        logs.add(run.ref, {
          ...about,
          progress: Math.min(1, Math.max(0, fraction)),
          ...(message ? { message: boundedText(message) } : {}),
        });
      },
      log: (level, message, fields) =>
        logs.add(run.ref, {
          ...about,
          level,
          message: boundedText(message),
          ...(fields ? { fields: boundedFields(fields) } : {}),
        }),
      ...(await doorOf(tenantId)),
      datasets: datasetsOf(tenantId),
    };
  };
}
