import { Client, Pool } from 'pg';
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
      using: string;
      check: string;
    }>(`
      SELECT tablename AS table, policyname AS policy, roles::text, qual AS using, with_check AS check
      FROM pg_policies WHERE schemaname = 'public'`);
    expect(policies.filter(({ roles }) => !['{maestro_app}', '{maestro_engine}'].includes(roles))).toEqual(
      [],
    );
    const app = policies.filter(
      ({ roles, policy }) => roles === '{maestro_app}' && policy !== 'presented_key',
    );
    for (const policy of app) {
      expect(policy.using).toMatch(/^\((tenant_)?id = maestro_tenant\(\)\)$/);
      expect(policy.check).toBe(policy.using);
    }
    const exceptions = policies.filter(({ policy }) => !['tenant', 'engine'].includes(policy));
    expect(exceptions.map(({ table, policy }) => [table, policy])).toEqual([
      ['maestro_api_keys', 'presented_key'],
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
          AND a.attname <> 'tenant_id' AND i.indrelid <> 'maestro_tenants'::regclass`),
    ).toEqual([]);
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

  it('does not let a cached plan keep the tenant of another', async () => {
    expect(
      await names(`SELECT proname || ' ' || provolatile::text AS name FROM pg_proc
                   WHERE proname IN ('maestro_tenant', 'maestro_now')`),
    ).toEqual(expect.arrayContaining(['maestro_tenant s', 'maestro_now s']));
  });

  it('gives the two roles nothing to own, to bypass or to empty', async () => {
    const roles = `('maestro_app', 'maestro_engine')`;
    expect(
      await names(`SELECT rolname AS name FROM pg_roles WHERE rolname IN ${roles}
                   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`),
    ).toEqual([]);
    expect(
      await names(`SELECT c.relname AS name FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ${roles}
                   UNION ALL SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname IN ${roles}`),
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

  it('keeps no row of another tenant in a generic plan', async () => {
    await app.query('SET plan_cache_mode = force_generic_plan');
    await app.query('PREPARE runs AS SELECT tenant_id FROM maestro_runs');
    const execute = async () =>
      (await app.query('EXECUTE runs')).rows.map((row: { tenant_id: string }) => row.tenant_id);
    expect(await asTenant(own, execute)).toEqual([own.id]);
    expect(await asTenant(other, execute)).toEqual([other.id]);
    expect(await execute()).toEqual([]);
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
