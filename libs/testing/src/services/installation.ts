import { createClient, type Client, type Run } from '@maestro/client';
import { createApiKey, createTenant } from '@maestro/governance';
import { formatId, openTenantDatabase } from '@maestro/persistence';
import { eventually } from '../eventually';
import { asOwner } from '../owner-connection';
import { createTestDatabase, type TestDatabase } from '../test-database';
import { createTestRedis, type TestRedis } from '../test-redis';
import { startServices, type Services, type ServicesOptions } from './start-services';

/** The three services as processes of their own, on a database and a corner of Redis of the suite's own. */
export interface Installation {
  services: Services;
  database: TestDatabase;
  redis: TestRedis;
  client: Client;
  apiKey: string;
  tenantId: string;
  /** Allows the tenant to reach a `host:port` of this machine. */
  allow(...hosts: string[]): Promise<void>;
  /** A look into the database as its owner. */
  sql<R extends object>(text: string): Promise<R[]>;
  /** The run, once it is over. */
  ended(runId: string, timeoutMs?: number): Promise<Run>;
  stop(): Promise<void>;
}

export async function install(
  options: Omit<ServicesOptions, 'database' | 'redis'> = {},
): Promise<Installation> {
  const database = await createTestDatabase();
  const redis = createTestRedis();
  const { tenant, apiKey } = await firstKey(database.appUrl);
  const services = await startServices({ database, redis, ...options });
  const client = createClient({ baseUrl: services.apiUrl, apiKey });
  const tenantId = formatId('ten', tenant);
  return {
    services,
    database,
    redis,
    client,
    apiKey,
    tenantId,
    allow: async (...hosts) => {
      await client.request('PATCH', '/api/tenants/{id}', {
        params: { id: tenantId },
        body: { egress_allow: hosts },
      });
    },
    sql: (text) => asOwner(database.ownerUrl, async (owner) => (await owner.query(text)).rows),
    ended: (runId, timeoutMs = 20_000) =>
      eventually(
        async () => {
          const run = await client.request('GET', '/api/runs/{id}', { params: { id: runId } });
          return run.finished_at ? run : undefined;
        },
        { timeoutMs, what: `The end of ${runId}` },
      ) as Promise<Run>,
    stop: async () => {
      await services.stop();
      await database.drop();
      await redis.clear();
    },
  };
}

async function firstKey(appUrl: string): Promise<{ tenant: string; apiKey: string }> {
  const database = await openTenantDatabase({ url: appUrl, max: 1, application: 'e2e' });
  try {
    const { id } = await createTenant(database, { name: 'local', env: 'local' });
    const { key } = await database.withTenant(id, (tx) => createApiKey(tx, { name: 'e2e', role: 'owner' }));
    return { tenant: id, apiKey: key };
  } finally {
    await database.close();
  }
}
