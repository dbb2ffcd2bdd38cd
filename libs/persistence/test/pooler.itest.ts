import { startPgbouncer, TransactionPooler, type RunningPooler } from '@maestro/testing';
import { Client } from 'pg';
import { openTenantDatabase, type TenantDatabase } from '../src';
import { createFixture, type Fixture, type FixtureTenant } from './fixture';

// A pooler in transaction mode hands a connection from one client to the next as it is. Two connections, many tenants.

const SIZE = 2;
let fixture: Fixture;
let tenants: FixtureTenant[];

beforeAll(async () => {
  fixture = await createFixture();
  tenants = await Promise.all(Array.from({ length: 12 }, () => fixture.newTenant()));
  for (const tenant of tenants) await tenant.startRun(await tenant.newTemplate());
});
afterAll(() => fixture.close());

const poolers: Record<string, () => Promise<RunningPooler | null>> = {
  'the double that speaks its protocol': () => TransactionPooler.open(fixture.test.appUrl, { size: SIZE }),
  pgbouncer: () => startPgbouncer(fixture.test.appUrl, SIZE),
};

describe.each(Object.keys(poolers))('through %s', (name) => {
  let pooler: RunningPooler | null;
  let database: TenantDatabase;

  beforeAll(async () => {
    pooler = (await poolers[name]?.()) ?? null;
    if (!pooler) process.stdout.write('No pgbouncer on the PATH: what goes through it is not proven here.\n');
    const url = pooler?.url ?? fixture.test.appUrl;
    database = await openTenantDatabase({ url, max: 12, application: 'test' });
  });
  afterAll(async () => {
    await database.close();
    await pooler?.close();
  });

  it('every tenant sees its own rows, however they take turns', async () => {
    const turns = Array.from({ length: 240 }, (_, n) => tenants[n % tenants.length] as FixtureTenant);
    const seen = await Promise.all(
      turns.map(({ id }) =>
        database.withTenant(id, async (tx) => {
          const rows = [
            ...(await tx.query<{ tenant_id: string }>('SELECT tenant_id FROM maestro_runs')),
            ...(await tx.query<{ tenant_id: string }>('SELECT tenant_id FROM maestro_templates')),
          ];
          return rows.map((row) => row.tenant_id);
        }),
      ),
    );
    expect(seen).toEqual(turns.map(({ id }) => [id, id]));
  });

  it('a transaction that fails leaves no tenant behind', async () => {
    const broken = tenants.map(({ id }) => database.withTenant(id, (tx) => tx.query('SELECT 1 / 0')));
    await Promise.allSettled(broken);
    const client = new Client({ connectionString: pooler?.url ?? fixture.test.appUrl });
    await client.connect();
    for (let n = 0; n < 3 * SIZE; n += 1)
      expect((await client.query('SELECT tenant_id FROM maestro_runs')).rows).toEqual([]);
    await client.end();
  });
});

it('a plain SET would reach the next client, so that the tests above can fail', async () => {
  const pooler = await TransactionPooler.open(fixture.test.appUrl, { size: 1 });
  const clients = [1, 2].map(() => new Client({ connectionString: pooler.url }));
  for (const client of clients) await client.connect();
  const [careless, next] = clients as [Client, Client];
  await careless.query(`SELECT set_config('app.tenant_id', $1, $2)`, [tenants[0]?.id, false]);
  const { rows } = await next.query('SELECT tenant_id FROM maestro_runs');
  for (const client of clients) await client.end();
  await pooler.close();
  expect(rows).toEqual([{ tenant_id: tenants[0]?.id }]);
});
