import { Client, Pool } from 'pg';
import { ENGINE_TABLES, NO_CREDENTIALS, SHARED_TABLES, UNIQUE_EXCEPTIONS } from './walls';
import { createFixture, type Fixture, type FixtureTenant } from './fixture';

// The wall behind the `tenant_id` in every WHERE, taken from the catalog: a table, index or function that a later
// migration adds is held to the same rules without anybody having to think of it.

let fixture: Fixture;
let owner: Client;

beforeAll(async () => {
  fixture = await createFixture();
  owner = new Client({ connectionString: fixture.test.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await fixture.close();
});

async function catalog<R extends object>(sql: string): Promise<R[]> {
  return (await owner.query<R>(sql)).rows;
}
const names = async (sql: string) => (await catalog<{ name: string }>(sql)).map((row) => row.name);

const TENANT_TABLES = `
  SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
  WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    AND (c.relname = 'maestro_tenants' OR EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))`;

describe('the catalog', () => {
  it('knows the tables of tenants', async () => {
    expect(await names(`SELECT relname AS name FROM (${TENANT_TABLES}) t ORDER BY 1`)).toEqual(
      expect.arrayContaining(['maestro_api_keys', 'maestro_runs', 'maestro_tasks', 'maestro_records']),
    );
  });

  it('has a tenant in every table that is not shared for a reason', async () => {
    expect(
      await names(`
        SELECT c.relname AS name FROM pg_class c
        WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)
          AND c.relname <> ALL ('{${Object.keys(SHARED_TABLES).join()}}')`),
    ).toEqual([]);
  });

  it('forces row-level security on each of them', async () => {
    expect(
      await names(
        `SELECT relname AS name FROM (${TENANT_TABLES}) t WHERE NOT (relrowsecurity AND relforcerowsecurity)`,
      ),
    ).toEqual([]);
  });

  it('has policies for the two roles alone, and those of the application name its tenant', async () => {
    const policies = await catalog<{
      table: string;
      policy: string;
      roles: string;
      permissive: boolean;
      using: string;
      check: string;
    }>(`
      SELECT tablename AS table, policyname AS policy, roles::text, permissive = 'PERMISSIVE' AS permissive, qual AS using,
        with_check AS check
      FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename COLLATE "C", policyname`);
    expect(policies.filter(({ roles }) => !['{maestro_app}', '{maestro_engine}'].includes(roles))).toEqual(
      [],
    );
    // What is restrictive only takes away from what these give.
    const app = policies.filter(
      ({ roles, policy, permissive }) =>
        roles === '{maestro_app}' && permissive && policy !== 'presented_key',
    );
    for (const policy of app) {
      expect(policy.using).toMatch(/^\((tenant_)?id = maestro_tenant\(\)\)$/);
      expect(policy.check).toBe(policy.using);
    }
    const exceptions = policies.filter(({ policy }) => !['tenant', 'engine'].includes(policy));
    expect(exceptions.map(({ table, policy }) => [table, policy])).toEqual([
      ['maestro_api_keys', 'presented_key'],
      // What is looked for, so that an index may find it.
      ['maestro_chunk_terms', 'search'],
      ['maestro_collection_spellings', 'search'],
      // Of the engine, and it takes away: history goes with its run alone.
      ['maestro_events', 'forgotten'],
    ]);
  });

  it('joins tables of tenants by foreign keys that carry the tenant', async () => {
    expect(
      await names(`
        SELECT conrelid::regclass || ': ' || conname AS name FROM pg_constraint f
        WHERE contype = 'f' AND conrelid IN (SELECT oid FROM (${TENANT_TABLES}) t) AND NOT EXISTS (
          SELECT FROM unnest(f.conkey, f.confkey) AS k (own, other)
          JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.own
          JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.other
          WHERE a.attname = 'tenant_id'
            AND b.attname = CASE f.confrelid::regclass::text WHEN 'maestro_tenants' THEN 'id' ELSE 'tenant_id' END)`),
    ).toEqual([]);
  });

  it('begins every unique index with the tenant, so that none tells what another tenant has', async () => {
    expect(
      await names(`
        SELECT i.indexrelid::regclass::text AS name FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indisunique AND i.indrelid IN (SELECT oid FROM (${TENANT_TABLES}) t)
          AND a.attname <> 'tenant_id'`),
    ).toEqual(Object.keys(UNIQUE_EXCEPTIONS));
  });

  it('has nothing that looks around the policies', async () => {
    const own = `n.nspname = 'public'`;
    expect(
      await names(`SELECT p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                   WHERE ${own} AND p.prosecdef`),
    ).toEqual([]);
    expect(await names(`SELECT matviewname AS name FROM pg_matviews WHERE schemaname = 'public'`)).toEqual(
      [],
    );
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE ${own} AND c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)`),
    ).toEqual([]);
  });

  it('declares nothing IMMUTABLE that reads a setting or a row: a cached plan would keep what it read', async () => {
    expect(
      await names(`SELECT proname || ' ' || provolatile::text AS name FROM pg_proc
                   WHERE proname IN ('maestro_tenant', 'maestro_now')`),
    ).toEqual(expect.arrayContaining(['maestro_tenant s', 'maestro_now s']));
    expect(
      await names(`SELECT p.proname AS name FROM pg_proc p
                   WHERE p.pronamespace = 'public'::regnamespace AND p.provolatile = 'i'
                     AND pg_get_functiondef(p.oid) ~* 'current_setting|maestro_tenant|maestro_now|\\mFROM\\s+maestro_'`),
    ).toEqual([]);
    // Called by a policy, they are called for every row: what is not STABLE there is run again and again.
    expect(
      await names(`SELECT DISTINCT p.proname || ' ' || p.provolatile::text AS name FROM pg_depend d
                   JOIN pg_proc p ON p.oid = d.refobjid AND d.refclassid = 'pg_proc'::regclass
                   WHERE d.classid = 'pg_policy'::regclass AND p.provolatile <> 's'`),
    ).toEqual([]);
  });

  it('reads settings so that none, and one left empty by a transaction before, is no tenant', async () => {
    const texts = await names(`
      SELECT pg_get_functiondef(oid) AS name FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
      UNION ALL SELECT coalesce(qual, '') || ' ' || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'public'`);
    const reads = texts.filter((text) => text.includes('current_setting'));
    expect(reads.length).toBeGreaterThan(1);
    const safe = /nullif\(current_setting\('app\.\w+'(::text)?, true\), ''(::text)?\)/gi;
    expect(reads.filter((text) => text.replace(safe, '').includes('current_setting'))).toEqual([]);
  });

  it('gives the two roles nothing to own, to bypass or to empty', async () => {
    const roles = `('maestro_app', 'maestro_engine')`;
    expect(
      await names(`SELECT rolname AS name FROM pg_roles WHERE rolname IN ${roles}
                   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`),
    ).toEqual([]);
    // Of whatever kind: tables, functions, types, schemas, the database itself.
    expect(
      await names(`SELECT d.classid::regclass || ' ' || d.objid AS name FROM pg_shdepend d
                   JOIN pg_roles r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass
                   WHERE d.deptype = 'o' AND r.rolname IN ${roles}`),
    ).toEqual([]);
    expect(
      await names(`SELECT m.roleid::regrole || ' to ' || m.member::regrole AS name FROM pg_auth_members m
                   WHERE m.member::regrole::text IN ${roles}`),
    ).toEqual([]);
    expect(
      await names(`SELECT grantee || ' ' || privilege_type || ' ' || table_name AS name
                   FROM information_schema.role_table_grants
                   WHERE grantee IN ${roles} AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')`),
    ).toEqual([]);
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c, aclexplode(c.relacl) a
                   WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0
                   UNION ALL SELECT r.rolname || ' creates' FROM pg_roles r WHERE r.rolname IN ${roles}
                     AND (has_schema_privilege(r.oid, 'public', 'CREATE')
                          OR has_database_privilege(r.oid, current_database(), 'CREATE'))`),
    ).toEqual([]);
  });

  it('lets the engine see all tenants on listed tables, and no credentials', async () => {
    const engine = await names(`
      SELECT DISTINCT tablename AS name FROM pg_policies
      WHERE schemaname = 'public' AND roles && '{maestro_engine,public}' ORDER BY 1`);
    expect(engine.length).toBeGreaterThan(20);
    // Whoever gives the engine a policy on one more table says in walls.ts what for.
    expect(engine.filter((table) => !(table in ENGINE_TABLES))).toEqual([]);
    expect(
      await names(`
        SELECT c.relname AS name FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
          AND c.relname ~ 'secret|key|member|session|sign_in|token|trust|credential'
          AND c.relname <> ALL ('{${NO_CREDENTIALS.join()}}')
          AND (has_table_privilege('maestro_engine', c.oid, 'SELECT,INSERT,UPDATE,DELETE')
               OR has_any_column_privilege('maestro_engine', c.oid, 'SELECT,INSERT,UPDATE'))`),
    ).toEqual([]);
  });

  it('lets only the engine write runs, and the engine see neither keys nor records', async () => {
    const granted = (role: string, tables: string, privilege: string) =>
      names(`SELECT c.relname AS name FROM pg_class c WHERE c.relname = ANY ('{${tables}}')
             AND has_table_privilege('${role}', c.oid, '${privilege}') ORDER BY 1`);
    const history =
      'maestro_runs,maestro_tasks,maestro_attempts,maestro_waits,maestro_events,maestro_run_keys';
    for (const privilege of ['INSERT', 'UPDATE', 'DELETE']) {
      expect(await granted('maestro_app', history, privilege)).toEqual([]);
    }
    const people = 'maestro_api_keys,maestro_datasets,maestro_records,maestro_load_receipts';
    expect(await granted('maestro_engine', people, 'SELECT')).toEqual([]);
    expect(await granted('maestro_app', 'maestro_worker_sessions,maestro_leases', 'SELECT')).toEqual([]);
    expect(await granted('maestro_app', 'maestro_template_versions', 'UPDATE')).toEqual([]);
    expect(await granted('maestro_engine', 'maestro_events,maestro_attempts', 'UPDATE')).toEqual([]);
  });
});

describe('a connection', () => {
  let own: FixtureTenant;
  let other: FixtureTenant;
  let app: Client;

  beforeAll(async () => {
    [own, other] = [await fixture.newTenant(), await fixture.newTenant()];
    for (const tenant of [own, other]) await tenant.startRun(await tenant.newTemplate());
  });
  beforeEach(async () => {
    app = new Client({ connectionString: fixture.test.appUrl });
    await app.connect();
  });
  afterEach(() => app.end());

  const visible = async (client: Client | Pool) =>
    (await client.query<{ tenant_id: string }>('SELECT tenant_id FROM maestro_runs')).rows.map(
      (row) => row.tenant_id,
    );
  const asTenant = async (tenant: FixtureTenant, work: () => Promise<unknown>) => {
    await app.query('BEGIN');
    await app.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant.id]);
    const result = await work();
    await app.query('COMMIT');
    return result;
  };

  it('that names no tenant sees nothing, before and after a transaction that did', async () => {
    expect(await visible(app)).toEqual([]);
    expect(await asTenant(own, () => visible(app))).toEqual([own.id]);
    // The setting is now the empty text, not missing.
    expect(await visible(app)).toEqual([]);
  });

  it('keeps no row of another tenant in a generic plan, of whatever table', async () => {
    await app.query('SET plan_cache_mode = force_generic_plan');
    const tables = await names(`
      SELECT relname AS name FROM (${TENANT_TABLES}) t
      WHERE has_table_privilege('maestro_app', t.oid, 'SELECT') AND relname <> 'maestro_tenants'`);
    const filled: string[] = [];
    for (const table of tables) {
      await app.query(`PREPARE of_${table} AS SELECT tenant_id FROM ${table}`);
      const execute = async () =>
        (await app.query(`EXECUTE of_${table}`)).rows.map((row: { tenant_id: string }) => row.tenant_id);
      const [mine, theirs] = [await asTenant(own, execute), await asTenant(other, execute)] as string[][];
      expect([table, mine?.filter((id) => id !== own.id)]).toEqual([table, []]);
      expect([table, theirs?.filter((id) => id !== other.id)]).toEqual([table, []]);
      expect([table, await execute()]).toEqual([table, []]);
      if (mine?.length && theirs?.length) filled.push(table);
    }
    // Some of them have rows of both.
    expect(filled).toEqual(expect.arrayContaining(['maestro_runs', 'maestro_tasks', 'maestro_templates']));
  });

  it('would keep them if the helper were IMMUTABLE, so that the test before can fail', async () => {
    await owner.query('ALTER FUNCTION maestro_tenant() IMMUTABLE');
    await app.query('SET plan_cache_mode = force_generic_plan');
    await app.query('PREPARE runs AS SELECT tenant_id FROM maestro_runs');
    const execute = async () =>
      (await app.query('EXECUTE runs')).rows.map((row: { tenant_id: string }) => row.tenant_id);
    const leaked = [await asTenant(own, execute), await asTenant(other, execute)];
    await owner.query('ALTER FUNCTION maestro_tenant() STABLE');
    expect(leaked).toEqual([[own.id], [own.id]]);
  });

  it('cannot switch the policies off', async () => {
    await app.query('SET row_security = off');
    await expect(visible(app)).rejects.toThrow(/row-level security/);
  });

  it('cannot write a row of another tenant, nor move one there', async () => {
    await expect(
      own.run((tx) =>
        tx.query(`INSERT INTO maestro_datasets (tenant_id, name) VALUES ($1, 'x')`, [other.id]),
      ),
    ).rejects.toThrow(/row-level security/);
    await own.run((tx) =>
      tx.query(`INSERT INTO maestro_datasets (tenant_id, name) VALUES ($1, 'x')`, [own.id]),
    );
    await expect(
      own.run((tx) => tx.query('UPDATE maestro_datasets SET tenant_id = $1', [other.id])),
    ).rejects.toThrow(/row-level security/);
  });

  it('cannot tie a task to a run of another tenant, even as the engine', async () => {
    const [run] = await fixture.engine.query<{ id: string }>(
      { name: 'any_run', text: 'SELECT id FROM maestro_runs WHERE tenant_id = $1' },
      [other.id],
    );
    const sql = `INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue)
                 VALUES ($1, $2, 9, 9, 'pending', false, 1, 'default')`;
    await expect(own.engine(sql, run?.id as string)).rejects.toThrow(/foreign key/);
  });

  it('does not learn from a unique index what another tenant has', async () => {
    const insert = `INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, gen_random_uuid(), 'same', 1)`;
    await own.run((tx) => tx.query(insert, [own.id]));
    await expect(other.run((tx) => tx.query(insert, [other.id]))).resolves.toBeDefined();
  });

  it('hands no tenant on to the next user of a pooled connection', async () => {
    const pool = new Pool({ connectionString: fixture.test.appUrl, max: 1 });
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [own.id]);
    await client.query('ROLLBACK');
    client.release();
    expect(await visible(pool)).toEqual([]);
    await pool.end();
  });

  it('sees one key while it presents it, and nothing through it', async () => {
    await own.run((tx) =>
      tx.query(
        `INSERT INTO maestro_api_keys (tenant_id, id, name, role, secret_hash)
         SELECT $1, id, id, 'viewer', sha256('x') FROM unnest('{aaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbb}'::text[]) AS k (id)`,
        [own.id],
      ),
    );
    const seen = await fixture.tenants.withPresentedKey('aaaaaaaaaaaaaaaa', async (tx) => [
      ...(await tx.query<{ id: string }>('SELECT id FROM maestro_api_keys')),
      ...(await tx.query('SELECT * FROM maestro_tenants')),
      ...(await tx.query('SELECT * FROM maestro_runs')),
    ]);
    expect(seen).toEqual([{ id: 'aaaaaaaaaaaaaaaa' }]);
  });
});
