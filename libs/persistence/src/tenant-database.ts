import 'reflect-metadata';
import { DataSource, type EntityManager } from 'typeorm';
import { entities } from './entities';

/**
 * A transaction that sees one tenant. There is no other way to a tenant's rows for the services: stores take one
 * of these, and only `withTenant` makes them.
 */
export interface TenantTx {
  readonly tenantId: string;
  readonly manager: EntityManager;
  /** Plain SQL with bound parameters; row-level security confines it to the tenant. */
  query<R>(sql: string, parameters?: unknown[]): Promise<R[]>;
}

export interface TenantDatabase {
  withTenant<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T>;
  /** Sees the one API key that was presented, and nothing else. */
  withPresentedKey<T>(keyId: string, work: (tx: Omit<TenantTx, 'tenantId'>) => Promise<T>): Promise<T>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TenantDatabaseOptions {
  url: string;
  max: number;
  application: string;
  onError?: (error: Error) => void;
}

/** Connects as the application role. The tenant is set for the transaction, never for the connection. */
export async function openTenantDatabase(options: TenantDatabaseOptions): Promise<TenantDatabase> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.application,
    entities: [...entities],
    logging: false,
    poolSize: options.max,
    poolErrorHandler: (error: Error) => options.onError?.(error),
    extra: {
      connectionTimeoutMillis: 5_000,
      query_timeout: 15_000,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 10_000,
      lock_timeout: 2_000,
      keepAlive: true,
    },
  });
  await source.initialize();

  const within = <T>(
    setting: 'app.tenant_id' | 'app.key_id',
    value: string,
    work: (manager: EntityManager) => Promise<T>,
  ) =>
    source.transaction(async (manager) => {
      await manager.query('SELECT set_config($1, $2, true)', [setting, value]);
      return work(manager);
    });
  const tx = (manager: EntityManager) => ({
    manager,
    // Asked for the structured result: the plain one is no array of rows where an UPDATE or DELETE returns some.
    query: async <R>(sql: string, parameters?: unknown[]) =>
      ((await manager.queryRunner?.query(sql, parameters, true))?.records ?? []) as R[],
  });

  return {
    withTenant: (tenantId, work) =>
      within('app.tenant_id', tenantId, (manager) => work({ tenantId, ...tx(manager) })),
    withPresentedKey: (keyId, work) => within('app.key_id', keyId, (manager) => work(tx(manager))),
    ping: async () => {
      await source.query('SELECT 1');
    },
    close: () => source.destroy(),
  };
}
