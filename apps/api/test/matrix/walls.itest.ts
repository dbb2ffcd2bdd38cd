import { asOwner, TransactionPooler, type PoolerOptions } from '@maestro/testing';
import { createHarness, type Harness } from '../harness';
import { report } from './figures';
import { walkTenancy } from './tenancy';
import { withoutTenantFilters } from './without-filters';

// The same walk with one wall taken away, and then with both: a test of a wall that cannot fail proves nothing.

let pooler: TransactionPooler | undefined;
let maestro: Harness | undefined;

afterEach(async () => {
  await maestro?.close();
  await pooler?.close();
});
jest.setTimeout(240_000);

/** The API with everything of its application role by way of a pooler in transaction mode. */
async function behindPooler(options: PoolerOptions): Promise<[Harness, TransactionPooler]> {
  maestro = await createHarness({
    appUrl: async (url) => (pooler = await TransactionPooler.open(url, options)).url,
  });
  return [maestro, pooler as TransactionPooler];
}

it('stands when every tenant filter of the application is gone, over connections that tenants share', async () => {
  const mutation = withoutTenantFilters();
  const [api, shared] = await behindPooler({ size: 6, rewrite: (sql) => mutation.rewrite(sql) });
  const walk = await walkTenancy(api);
  report({
    matrix: 'row-level security alone',
    routes: walk.routes,
    requests: walk.requests,
    leaks: walk.leaks.length,
  });
  expect(walk.leaks).toEqual([]);
  expect(mutation.removed.size).toBeGreaterThan(20);
  expect(shared.handovers).toBeGreaterThan(100);
});

it('finds leaks where row-level security is gone as well', async () => {
  const { rewrite } = withoutTenantFilters({ ofTenants: false });
  const [api] = await behindPooler({ size: 6, rewrite });
  await asOwner(api.database.ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ sql: string }>(`
      SELECT format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', oid::regclass) AS sql
      FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace`);
    for (const { sql } of rows) await owner.query(sql);
  });
  // To read is enough to see that it leaks, and most routes that read have an id.
  const walk = await walkTenancy(api, ({ method }) => method === 'GET');
  const routes = new Set(walk.leaks.map((leak) => leak.split(',')[0]));
  expect(routes.size).toBeGreaterThan(10);
});
