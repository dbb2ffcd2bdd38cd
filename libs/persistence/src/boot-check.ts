import { Client } from 'pg';
import { latestMigration } from './migrations';

interface RoleFacts {
  name: string;
  superuser: boolean;
  bypass: boolean;
  owned: boolean;
  /** The service role that this one is not meant to be, and yet may act as. */
  other: string | null;
  migration: string | null;
}

/** What the role is and may become: what it is a member of counts as well. (A superuser is a member of all.) */
const roleFacts = `
  SELECT r.rolname AS name,
         (SELECT bool_or(m.rolsuper) FROM pg_roles m WHERE pg_has_role(r.oid, m.oid, 'MEMBER')) AS superuser,
         (SELECT bool_or(m.rolbypassrls) FROM pg_roles m
          WHERE m.oid = r.oid OR (NOT r.rolsuper AND pg_has_role(r.oid, m.oid, 'MEMBER'))) AS bypass,
         EXISTS (SELECT FROM (SELECT relowner AS owner FROM pg_class WHERE relname LIKE 'maestro\\_%'
                              UNION SELECT proowner FROM pg_proc WHERE proname LIKE 'maestro\\_%') o
                 WHERE o.owner = r.oid OR (NOT r.rolsuper AND pg_has_role(r.oid, o.owner, 'MEMBER'))) AS owned,
         (SELECT o.rolname FROM pg_roles o WHERE o.rolname IN ('maestro_app', 'maestro_engine') AND o.rolname <> $1
            AND NOT r.rolsuper AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS other,
         to_regclass('maestro_migrations')::text AS migration
  FROM pg_roles r WHERE r.rolname = current_user`;

/** Tables of tenants where the second wall does not stand. */
const unguardedTables = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relkind IN ('r', 'p') AND c.relname LIKE 'maestro\\_%' AND NOT a.attisdropped
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  ORDER BY 1`;

/**
 * Refuses a database that would make the walls between tenants decoration: a superuser, a role that bypasses
 * row-level security, owns a table or is both service roles at once, tables whose security somebody switched off, or a
 * schema of another release.
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
    const { rows } = await client.query<RoleFacts>(roleFacts, [expectedRole]);
    const [role] = rows;
    if (!role) return ['the database does not know its own user'];
    const faults: string[] = [];
    if (role.superuser) faults.push(`database role "${role.name}" is a superuser: use ${expectedRole}`);
    if (role.bypass)
      faults.push(`database role "${role.name}" may bypass row-level security: use ${expectedRole}`);
    if (role.owned) faults.push(`database role "${role.name}" owns tables of Maestro: use ${expectedRole}`);
    if (role.other)
      faults.push(`database role "${role.name}" may act as ${role.other}, too: use ${expectedRole}`);
    if (role.migration === null) faults.push('the schema is missing: run the migrations first');
    else faults.push(...(await checkSchema(client)), ...(await checkWalls(client)));
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

async function checkWalls(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(unguardedTables);
  if (rows.length === 0) return [];
  const names = rows.map(({ name }) => name).join(', ');
  return [`row-level security is not forced on ${names}: run the migrations on an untouched schema`];
}
