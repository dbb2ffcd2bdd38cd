import { Client } from 'pg';
import { latestMigration } from './migrations';

interface RoleFacts {
  name: string;
  superuser: boolean;
  bypass: boolean;
  owned: string;
  migration: string | null;
}

/** What the role is and may become: what it is a member of counts as well. (A superuser is a member of all.) */
const roleFacts = `
  SELECT r.rolname AS name,
         (SELECT bool_or(m.rolsuper) FROM pg_roles m WHERE pg_has_role(r.oid, m.oid, 'MEMBER')) AS superuser,
         (SELECT bool_or(m.rolbypassrls) FROM pg_roles m
          WHERE m.oid = r.oid OR (NOT r.rolsuper AND pg_has_role(r.oid, m.oid, 'MEMBER'))) AS bypass,
         (SELECT count(*) FROM pg_class c
          WHERE c.relname LIKE 'maestro\\_%'
            AND (c.relowner = r.oid OR (NOT r.rolsuper AND pg_has_role(r.oid, c.relowner, 'MEMBER')))) AS owned,
         to_regclass('maestro_migrations')::text AS migration
  FROM pg_roles r WHERE r.rolname = current_user`;

/**
 * Refuses a database that would make the walls between tenants decoration: a superuser, a role that bypasses
 * row-level security or owns a table, or a schema older than this release.
 *
 * @returns one line for each fault; none means safe to start
 */
export async function checkDatabase(
  url: string,
  expectedRole: 'maestro_app' | 'maestro_engine',
): Promise<string[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'maestro-boot',
  });
  await client.connect();
  try {
    const { rows } = await client.query<RoleFacts>(roleFacts);
    const [role] = rows;
    if (!role) return ['the database does not know its own user'];
    const faults: string[] = [];
    if (role.superuser) faults.push(`database role "${role.name}" is a superuser: use ${expectedRole}`);
    if (role.bypass)
      faults.push(`database role "${role.name}" may bypass row-level security: use ${expectedRole}`);
    if (role.owned !== '0')
      faults.push(`database role "${role.name}" owns tables of Maestro: use ${expectedRole}`);
    if (role.migration === null) faults.push('the schema is missing: run the migrations first');
    else faults.push(...(await checkSchema(client)));
    return faults;
  } finally {
    await client.end();
  }
}

async function checkSchema(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ newest: number }>(
    `SELECT coalesce(max(timestamp) - 1700000000000, 0)::int AS newest FROM maestro_migrations`,
  );
  const [newest, known] = [rows[0]?.newest ?? 0, latestMigration()];
  if (newest === known) return [];
  return newest < known
    ? [`the schema is at migration ${newest}, this release needs ${known}: run the migrations first`]
    : [`the schema is at migration ${newest}, this release knows only ${known}: start a newer release`];
}
