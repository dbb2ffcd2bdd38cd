import { statement, type EngineDatabase } from '@maestro/persistence';

const limitedTenants = statement('limited_tenants');
const weightedTenants = statement('weighted_tenants');

/** What a tenant may use at most; null is no limit. */
export interface TenantLimits {
  maxOpenRuns: number | null;
  maxRunningTasks: number | null;
}

/** The limits of the few tenants that have any. */
export type ReadTenantLimits = () => Promise<ReadonlyMap<string, TenantLimits>>;

interface LimitsRow {
  id: string;
  max_open_runs: number | null;
  max_running_tasks: number | null;
}

/** A changed limit takes effect within so long, in every process. */
const FRESH_MS = 2_000;

/** Reads them at most every two seconds, and only while somebody asks. */
export function createTenantLimits(database: EngineDatabase): ReadTenantLimits {
  return fresh(async () => {
    const rows = await database.query<LimitsRow & Record<string, unknown>>(limitedTenants);
    return new Map(
      rows.map((row) => [row.id, { maxOpenRuns: row.max_open_runs, maxRunningTasks: row.max_running_tasks }]),
    );
  });
}

/** The weights of tenants whose share is not that of one, read as their limits are. */
export function createTenantWeights(database: EngineDatabase): () => Promise<ReadonlyMap<string, number>> {
  return fresh(async () => {
    const rows = await database.query<{ id: string; weight: number }>(weightedTenants);
    return new Map(rows.map(({ id, weight }) => [id, weight]));
  });
}

function fresh<T>(query: () => Promise<T>): () => Promise<T> {
  let read: Promise<T> | null = null;
  let readAt = -Infinity;
  return () => {
    const now = performance.now();
    if (read && now - readAt < FRESH_MS) return read;
    readAt = now;
    const asked = query();
    read = asked;
    asked.catch(() => {
      if (read === asked) read = null;
    });
    return asked;
  };
}
