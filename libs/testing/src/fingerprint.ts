import { asOwner } from './owner-connection';

/** Columns that reading alone may change. */
const TOUCHED_BY_READING: Readonly<Record<string, readonly string[]>> = {
  // When a key was last seen is no change that anybody asked for.
  maestro_api_keys: ['last_used_at'],
};

/** Tables that are no state of the tenant: they count its requests. */
const COUNTERS: readonly string[] = [];

/** A digest of each table's rows of one tenant, as the owner sees them: what differs has been written to. */
export async function fingerprint(ownerUrl: string, tenantId: string): Promise<Map<string, string>> {
  return asOwner(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ name: string; key: string }>(`
      SELECT c.relname AS name, a.attname AS key FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
        AND (a.attname = 'tenant_id' OR c.relname = 'maestro_tenants' AND a.attname = 'id')`);
    const digests = new Map<string, string>();
    for (const { name, key } of rows.filter((row) => !COUNTERS.includes(row.name))) {
      const table = owner.escapeIdentifier(name);
      const sql = `
        SELECT count(*) || ':' || coalesce(md5(string_agg(row, '|' ORDER BY row)), '') AS digest
        FROM (SELECT (to_jsonb(t) - $2::text[])::text AS row FROM ${table} t WHERE ${key} = $1) rows`;
      const found = await owner.query<{ digest: string }>(sql, [tenantId, TOUCHED_BY_READING[name] ?? []]);
      digests.set(name, found.rows[0]?.digest ?? '');
    }
    return digests;
  });
}

/** The tables that two fingerprints do not agree about. */
export function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...before].filter(([table, digest]) => after.get(table) !== digest).map(([table]) => table);
}
