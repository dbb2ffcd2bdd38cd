import { seen, type Invariant } from './invariant';

/** I9: every row that names a run has the run's tenant, whichever table it is in. */
export const tenancyInvariants: readonly Invariant[] = [
  seen('I9', 'a row that names a run belongs to the tenant of that run', async ({ sql }) => {
    const tables = await sql<{ name: string }>(`
      SELECT a.table_name AS name FROM information_schema.columns a
      JOIN information_schema.columns b ON b.table_name = a.table_name AND b.column_name = 'run_id'
      JOIN information_schema.tables t ON t.table_name = a.table_name AND t.table_type = 'BASE TABLE'
      WHERE a.table_schema = 'public' AND a.column_name = 'tenant_id' AND a.table_name LIKE 'maestro\\_%'`);
    const breaches = await Promise.all(
      tables.map(({ name }) =>
        sql<object>(`
          SELECT '${name}' AS table_name, x.run_id, x.tenant_id, r.tenant_id AS owner FROM ${name} x
          JOIN maestro_runs r ON r.id = x.run_id WHERE r.tenant_id <> x.tenant_id LIMIT 5`),
      ),
    );
    return breaches.flat();
  }),
];
