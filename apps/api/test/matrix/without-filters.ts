/** What was taken out of the statements, so that a test can tell that it was. */
export interface Mutation {
  rewrite(sql: string): string;
  /** Filters removed, by the statement they stood in. */
  removed: Map<string, number>;
}

/**
 * Takes the application's own tenant filters out of its statements: `tenant_id = $1` becomes something that is true
 * of every row. The parameter stays, with its type, as the driver goes on sending it. What is left is the wall behind.
 *
 * @param ofTenants whether a tenant finds itself without its id, too: only where the wall stands can it
 */
export function withoutTenantFilters({ ofTenants = true } = {}): Mutation {
  const removed = new Map<string, number>();
  return {
    removed,
    rewrite(sql) {
      let count = 0;
      const always = (_: string, parameter: string) => {
        count += 1;
        return `(${parameter}::uuid IS NOT NULL)`;
      };
      const column =
        ofTenants && /maestro_tenants\b/.test(sql) ? '(?:"?tenant_id"?|"?id"?)' : '"?tenant_id"?';
      const filter = new RegExp(
        `(?:(?:"\\w+"|\\b\\w+)\\.)?(?<![\\w"])${column}\\s*(?:=\\s*|IN\\s*\\(\\s*)(\\$\\d+)(?:::uuid)?(?:(?<=\\(\\$\\d+)\\))?`,
        'gi',
      );
      const changed = /\bWHERE\b|\bON\b/i.test(sql) ? sql.replace(filter, always) : sql;
      if (count > 0) removed.set(sql, count);
      return changed;
    },
  };
}
