import { randomBytes } from 'node:crypto';
import {
  insertTenant,
  newId,
  openTenantDatabase,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import { asOwner, createTestDatabase, type TestDatabase } from '@maestro/testing';
import { createLocalKeyWrapper, Secrets, type SecretsOptions } from '../src';

export interface Fixture {
  test: TestDatabase;
  tenants: TenantDatabase;
  /** A tenant, its name, and its transactions. */
  newTenant(name?: string): Promise<{ id: string; run<T>(work: (tx: TenantTx) => Promise<T>): Promise<T> }>;
  /** A statement of the owner, who sees everything. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function createFixture(): Promise<Fixture> {
  const test = await createTestDatabase();
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 6, application: 'test' });
  return {
    test,
    tenants,
    newTenant: async (name = 'acme') => {
      const id = newId();
      const run = <T>(work: (tx: TenantTx) => Promise<T>) => tenants.withTenant(id, work);
      await run((tx) => insertTenant(tx, { name, env: 'test' }));
      return { id, run };
    },
    sql: (text) =>
      asOwner(test.ownerUrl, async (owner) => (await owner.query(text)).rows as Record<string, unknown>[]),
    close: async () => {
      await tenants.close();
      await test.drop();
    },
  };
}

export const masterKey = (id: string) => ({ id, key: randomBytes(32) });

export function secretsWith(
  keys: Parameters<typeof createLocalKeyWrapper>[0],
  providers: SecretsOptions['providers'] = {},
): Secrets {
  return new Secrets({ wrapper: createLocalKeyWrapper(keys), providers });
}
