import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { insertTenant, newId, openTenantDatabase, type TenantDatabase, type TenantTx } from '../src';
import { refusal } from './databases';

const DENIED = '42501';

let test: TestDatabase;
/** One connection, so that whoever comes next gets the one that was just used. */
let single: TenantDatabase;
let pooled: TenantDatabase;
const [acme, other] = [newId(), newId()];

beforeAll(async () => {
  test = await createTestDatabase();
  single = await openTenantDatabase({ url: test.appUrl, max: 1, application: 'test' });
  pooled = await openTenantDatabase({ url: test.appUrl, max: 3, application: 'test' });
  for (const [id, name] of [
    [acme, 'acme'],
    [other, 'other'],
  ] as const)
    await single.withTenant(id, async (tx) => {
      await insertTenant(tx, { name, env: 'test' });
      await insertKey(tx, id, name);
    });
});
afterAll(async () => {
  await single.close();
  await pooled.close();
  await test.drop();
});

const keyOf = (name: string) => name.padEnd(16, '0');

function insertKey(tx: Pick<TenantTx, 'query'>, tenantId: string, name: string): Promise<unknown[]> {
  return tx.query(
    `INSERT INTO maestro_api_keys (tenant_id, id, name, role, secret_hash) VALUES ($1, $2, $3, 'viewer', sha256('x'))`,
    [tenantId, keyOf(name), name],
  );
}

/** The names of what a transaction can see. */
async function visible(tx: Pick<TenantTx, 'query'>): Promise<{ tenants: string[]; keys: string[] }> {
  const named = (rows: { name: string }[]) => rows.map(({ name }) => name).sort();
  return {
    tenants: named(await tx.query('SELECT name FROM maestro_tenants')),
    keys: named(await tx.query('SELECT name FROM maestro_api_keys')),
  };
}

/** What the session's settings are once a transaction is over: seen by one that sets the other of the two. */
const settings = `SELECT current_setting('app.tenant_id', true) AS tenant, current_setting('app.key_id', true) AS key`;

describe('withTenant', () => {
  it('shows the rows of its tenant and no others', async () => {
    expect(await single.withTenant(acme, visible)).toEqual({ tenants: ['acme'], keys: ['acme'] });
    expect(await single.withTenant(other, visible)).toEqual({ tenants: ['other'], keys: ['other'] });
    expect(await single.withTenant(newId(), visible)).toEqual({ tenants: [], keys: [] });
  });

  it('finds nothing of another tenant, even by its key', async () => {
    const rows = await single.withTenant(acme, (tx) =>
      tx.query('SELECT FROM maestro_api_keys WHERE tenant_id = $1 AND id = $2', [other, keyOf('other')]),
    );
    expect(rows).toEqual([]);
  });

  it('refuses to insert for another tenant', async () => {
    expect(await refusal(single.withTenant(acme, (tx) => insertKey(tx, other, 'planted')))).toBe(DENIED);
  });

  it('leaves rows of another tenant alone, and lets none of its own be given away', async () => {
    const update = `UPDATE maestro_tenants SET name = 'taken' WHERE id = $1 RETURNING 1`;
    expect(await single.withTenant(acme, (tx) => tx.query(update, [other]))).toEqual([]);
    const giveAway = 'UPDATE maestro_api_keys SET tenant_id = $1';
    expect(await refusal(single.withTenant(acme, (tx) => tx.query(giveAway, [other])))).toBe(DENIED);
    expect(await single.withTenant(other, visible)).toEqual({ tenants: ['other'], keys: ['other'] });
  });

  it.each([
    ['committed', async () => 'fine'],
    ['failed in the database', (tx: TenantTx) => tx.query('SELECT 1 / 0')],
    ['failed in the process', () => Promise.reject(new Error('bug'))],
  ])(
    'leaves no tenant on the connection once it has %s',
    async (_, work: (tx: TenantTx) => Promise<unknown>) => {
      await single.withTenant(acme, work).catch(() => undefined);
      const after = await single.withPresentedKey('none', async (tx) => ({
        ...(await tx.query<{ tenant: string; key: string }>(settings))[0],
        ...(await visible(tx)),
      }));
      // Postgres keeps the setting as an empty text: policies must take that for "none", not for a broken uuid.
      expect(after).toEqual({ tenant: '', key: 'none', tenants: [], keys: [] });
    },
  );

  it('keeps tenants apart that share connections and interleave', async () => {
    const turns = Array.from({ length: 60 }, (_, i) =>
      i % 2 === 0 ? (['acme', acme] as const) : (['other', other] as const),
    );
    const seen = await Promise.all(
      turns.map(([, id]) =>
        pooled.withTenant(id, async (tx) => [await visible(tx), await visible(tx)] as const),
      ),
    );
    seen.forEach((looks, i) => {
      const name = turns[i]?.[0];
      for (const look of looks) expect(look).toEqual({ tenants: [name], keys: [name] });
    });
  });

  it('gives the rows that a statement returns, whatever kind it is', async () => {
    const rows = await single.withTenant(acme, async (tx) => [
      await tx.query(`UPDATE maestro_tenants SET env = 'test' RETURNING name`),
      await tx.query(`WITH t AS (UPDATE maestro_tenants SET env = 'test' RETURNING name) SELECT name FROM t`),
      await tx.query('SELECT name FROM maestro_tenants'),
      await tx.query(`UPDATE maestro_tenants SET env = 'test'`),
    ]);
    expect(rows).toEqual([[{ name: 'acme' }], [{ name: 'acme' }], [{ name: 'acme' }], []]);
  });

  it('writes nothing where its work fails', async () => {
    const work = single.withTenant(acme, async (tx) => {
      await insertKey(tx, acme, 'undone');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect((await single.withTenant(acme, visible)).keys).toEqual(['acme']);
  });
});

describe('withPresentedKey', () => {
  it('shows the one key that was presented, and nothing else', async () => {
    expect(await single.withPresentedKey(keyOf('acme'), visible)).toEqual({ tenants: [], keys: ['acme'] });
    expect(await single.withPresentedKey(keyOf('other'), visible)).toEqual({ tenants: [], keys: ['other'] });
  });

  it.each(['', 'none', '%', keyOf('acme').toUpperCase(), `${keyOf('acme')}' OR true --`])(
    'shows nothing for "%s"',
    async (id) => {
      expect(await single.withPresentedKey(id, visible)).toEqual({ tenants: [], keys: [] });
    },
  );

  it('may only look', async () => {
    const present = <T>(work: (tx: Omit<TenantTx, 'tenantId'>) => Promise<T>) =>
      single.withPresentedKey(keyOf('acme'), work);
    expect(await refusal(present((tx) => insertKey(tx, acme, 'planted')))).toBe(DENIED);
    const revoke = 'UPDATE maestro_api_keys SET revoked_at = maestro_now() RETURNING 1';
    expect(await present((tx) => tx.query(revoke))).toEqual([]);
  });

  it('leaves no key on the connection', async () => {
    await single.withPresentedKey(keyOf('other'), visible);
    const [after] = await single.withTenant(acme, (tx) => tx.query<{ key: string }>(settings));
    expect(after?.key).toBe('');
    expect((await single.withTenant(acme, visible)).keys).toEqual(['acme']);
  });
});
