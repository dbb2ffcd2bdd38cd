import { createEgress, type Egress } from '@maestro/egress';
import type { DatasetSink, HandlerContext } from '@maestro/handlers';
import { formatTaskId, Tenant, upsertRecords, type TenantDatabase } from '@maestro/persistence';
import { truncate } from '@maestro/problems';
import type { HeldAttempt } from './held-attempts';
import type { LogWriter } from './log-writer';

/** A tenant's settings are read again after this long. */
const FRESH_MS = 5_000;
const MAX_LOG = 8 * 1024;

/** Makes what a handler is given: its identity, its signal, and the few doors to the outside. */
export function createContextFactory(
  database: TenantDatabase,
  logs: LogWriter,
  /** `host:port` of what Maestro itself stands on: no tenant can allow these. */
  closed: readonly string[],
) {
  const egresses = new Map<string, { egress: Egress; allow: string; until: number }>();

  /** A tenant's egress lives as long as its list stays the same: its connections are used again. */
  const egressOf = async (tenantId: string): Promise<Egress> => {
    const known = egresses.get(tenantId);
    const now = performance.now();
    if (known && known.until > now) return known.egress;
    const tenant = await database.withTenant(tenantId, (tx) =>
      tx.manager.findOneBy(Tenant, { id: tenantId }),
    );
    const list = tenant?.egressAllow ?? [];
    const allow = list.join();
    const egress = known?.allow === allow ? known.egress : createEgress({ allow: list, closed });
    if (known && known.egress !== egress) void known.egress.close();
    egresses.set(tenantId, { egress, allow, until: now + FRESH_MS });
    return egress;
  };

  const datasetsOf = (tenantId: string): DatasetSink => ({
    upsert: (request) => database.withTenant(tenantId, (tx) => upsertRecords(tx, request)),
  });

  return async (attempt: HeldAttempt): Promise<HandlerContext> => {
    const { run, n, attempt: count } = attempt.task;
    const { tenantId, runId } = run.ref;
    const node = run.plan.nodes[attempt.task.node];
    const about = { task: n, node: node?.id ?? '', attempt: count };
    return {
      tenantId,
      runId,
      task: n,
      nodeId: node?.id ?? '',
      attempt: count,
      idempotencyKey: formatTaskId(runId, n),
      signal: attempt.signal,
      heartbeat: () => undefined,
      progress: (fraction, message) =>
        logs.add(run.ref, {
          ...about,
          progress: Math.min(1, Math.max(0, fraction)),
          ...(message ? { message } : {}),
        }),
      log: (level, message, fields) =>
        logs.add(run.ref, {
          ...about,
          level,
          message: truncate(message, MAX_LOG),
          ...(fields ? { fields } : {}),
        }),
      egress: await egressOf(tenantId),
      datasets: datasetsOf(tenantId),
    };
  };
}
