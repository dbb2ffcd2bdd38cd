import { rolePermissions } from '@maestro/tenancy';
import { openTenantDatabase, revokeApiKey, type TenantDatabase } from '@maestro/persistence';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { createApiKey, createAuthenticator, createTenant, type CreatedKey } from '../src';

let test: TestDatabase;
let database: TenantDatabase;
let tenantId: string;
/** What the authenticator takes for the time: its memory ages when the test says so. */
let now = 0;
let made = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openTenantDatabase({ url: test.appUrl, max: 4, application: 'test' });
  tenantId = (await createTenant(database, { name: 'acme', env: 'local' })).id;
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const newKey = (expiresAt?: Date): Promise<CreatedKey> =>
  database.withTenant(tenantId, (tx) =>
    createApiKey(tx, { name: `ci-${++made}`, role: 'operator', expiresAt }),
  );
const newAuthenticator = () => createAuthenticator(database, { now: () => now });

/** The same key with another last letter in its secret. */
function wrongSecret({ key }: CreatedKey): string {
  return `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
}

it('makes keys that carry the environment of their tenant and name its principal', async () => {
  const { id, key } = await newKey();
  expect(key).toMatch(new RegExp(`^mst_local_${id}_[A-Za-z0-9]{32}$`));
  expect(await newAuthenticator().authenticate(key)).toEqual({
    kind: 'api_key',
    id,
    tenantId,
    role: 'operator',
    actor: expect.stringMatching(/^key:ci-/),
    subject: `key:${id}`,
    person: `key:${id}`,
    permissions: rolePermissions.operator,
  });
});

it('stores a hash and nothing that could be presented', async () => {
  const { id, key } = await newKey();
  const secret = key.split('_')[3] as string;
  const rows = await database.withTenant(tenantId, (tx) =>
    tx.query<{ row: string }>(
      'SELECT k::text AS row FROM maestro_api_keys k WHERE tenant_id = $1 AND id = $2',
      [tenantId, id],
    ),
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.row).not.toContain(secret);
  expect(rows[0]?.row).not.toContain(Buffer.from(secret).toString('hex'));
});

it('E010: refuses unknown, wrong, expired and revoked keys alike', async () => {
  const [live, expired, revoked] = [await newKey(), await newKey(new Date(1)), await newKey()];
  await database.withTenant(tenantId, (tx) => revokeApiKey(tx, revoked.id));
  const unknown = live.key.replace(live.id, 'aaaaaaaaaaaaaaaa');
  const authenticator = newAuthenticator();
  for (const presented of [unknown, wrongSecret(live), expired.key, revoked.key, 'nothing', '']) {
    expect(await authenticator.authenticate(presented)).toBeNull();
    expect(authenticator.knows(presented)).toBe(false);
  }
});

it('lets an expiry pass by the clock of the database', async () => {
  const { key } = await newKey(new Date(Date.now() + 3_600_000));
  expect(await newAuthenticator().authenticate(key)).not.toBeNull();
  await test.setClockOffset(3_700_000);
  expect(await newAuthenticator().authenticate(key)).toBeNull();
  await test.setClockOffset(0);
});

it('notices a revocation within 2 s and asks the database once in between', async () => {
  const key = await newKey();
  const authenticator = newAuthenticator();
  expect(await authenticator.authenticate(key.key)).not.toBeNull();
  expect(await database.withTenant(tenantId, (tx) => revokeApiKey(tx, key.id))).toBe(true);
  now += 1_999;
  expect(await authenticator.authenticate(key.key)).not.toBeNull();
  now += 1;
  expect(await authenticator.authenticate(key.key)).toBeNull();
  expect(await database.withTenant(tenantId, (tx) => revokeApiKey(tx, key.id))).toBe(false);
});

it('never takes a wrong secret for the right one it remembers', async () => {
  const key = await newKey();
  const authenticator = newAuthenticator();
  await authenticator.authenticate(key.key);
  expect(await authenticator.authenticate(wrongSecret(key))).toBeNull();
  expect(await authenticator.authenticate(key.key)).not.toBeNull();
});

it('knows for ten minutes who held a good key', async () => {
  const { key } = await newKey();
  const authenticator = newAuthenticator();
  await authenticator.authenticate(key);
  now += 10 * 60_000 - 1;
  expect(authenticator.knows(key)).toBe(true);
  now += 1;
  expect(authenticator.knows(key)).toBe(false);
});

it('E030: keeps the keys of one tenant out of the sight of another', async () => {
  const { id } = await newKey();
  const other = await createTenant(database, { name: 'other', env: 'local' });
  expect(await database.withTenant(other.id, (tx) => revokeApiKey(tx, id))).toBe(false);
  expect(await database.withTenant(other.id, (tx) => tx.query('SELECT id FROM maestro_api_keys'))).toEqual(
    [],
  );
});

it.each(['', 'Acme', 'a b', '-a', 'a'.repeat(64)])('refuses the tenant name %j', async (name) => {
  await expect(createTenant(database, { name, env: 'local' })).rejects.toMatchObject({
    code: 'invalid-name',
  });
});
