import { createClient, type Client, type Run } from '@maestro/client';
import { createApiKey, createTenant } from '@maestro/governance';
import { formatId, openTenantDatabase } from '@maestro/persistence';
import { eventually } from '../eventually';
import { FaultProxy } from '../fault-proxy';
import { asOwner } from '../owner-connection';
import { createTestDatabase, type TestDatabase } from '../test-database';
import { createTestRedis, type TestRedis } from '../test-redis';
import type { TestStack } from '../test-stack';
import { startServices, type Services, type ServicesOptions } from './start-services';

export interface InstallOptions extends Omit<ServicesOptions, 'database' | 'redis'> {
  /** Servers of the suite's own (`startPrivateServers`), instead of those of the Jest run. */
  stack?: TestStack;
  /** Puts a proxy that breaks between the services and each server. What the suite itself asks goes past it. */
  linked?: boolean;
}

/** The ways from the services to their servers. */
export interface Links {
  postgres: FaultProxy;
  redis: FaultProxy;
}

/** The three services as processes of their own, on a database and a corner of Redis of the suite's own. */
export interface Installation {
  services: Services;
  database: TestDatabase;
  redis: TestRedis;
  client: Client;
  apiKey: string;
  tenantId: string;
  /** Null unless asked for. */
  links: Links | null;
  /** A key of another person of the same tenant. */
  anotherKey(name: string): Promise<string>;
  /** Allows the tenant to reach a `host:port` of this machine. */
  allow(...hosts: string[]): Promise<void>;
  /** A look into the database as its owner. */
  sql<R extends object>(text: string): Promise<R[]>;
  /** The run, once it is over. */
  ended(runId: string, timeoutMs?: number): Promise<Run>;
  stop(): Promise<void>;
}

export async function install({ stack, linked, ...options }: InstallOptions = {}): Promise<Installation> {
  const database = await createTestDatabase(stack);
  const redis = createTestRedis(stack);
  const { tenant, apiKey } = await firstKey(database.appUrl);
  const links = linked ? await openLinks(database.ownerUrl, redis.url) : null;
  const services = await startServices({ ...addresses({ database, redis, links }), ...options });
  const client = createClient({ baseUrl: services.apiUrl, apiKey });
  const tenantId = formatId('ten', tenant);
  return {
    services,
    database,
    redis,
    client,
    apiKey,
    tenantId,
    links,
    anotherKey: (name) => createKey(database.appUrl, tenant, name),
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
      links?.postgres.heal();
      links?.redis.heal();
      await services.stop();
      await Promise.all([links?.postgres.close(), links?.redis.close()]);
      await database.drop();
      await redis.clear();
    },
  };
}

async function openLinks(databaseUrl: string, redisUrl: string): Promise<Links> {
  return { postgres: await FaultProxy.open(databaseUrl), redis: await FaultProxy.open(redisUrl) };
}

function addresses({ database, redis, links }: Pick<Installation, 'database' | 'redis' | 'links'>) {
  if (!links) return { database, redis };
  return {
    database: {
      appUrl: links.postgres.through(database.appUrl),
      engineUrl: links.postgres.through(database.engineUrl),
    },
    redis: { url: links.redis.url, prefix: redis.prefix },
  };
}

async function firstKey(appUrl: string): Promise<{ tenant: string; apiKey: string }> {
  const database = await openTenantDatabase({ url: appUrl, max: 1, application: 'e2e' });
  try {
    const { id } = await createTenant(database, { name: 'local', env: 'local' });
    return { tenant: id, apiKey: await createKey(appUrl, id, 'e2e') };
  } finally {
    await database.close();
  }
}

async function createKey(appUrl: string, tenant: string, name: string): Promise<string> {
  const database = await openTenantDatabase({ url: appUrl, max: 1, application: 'e2e' });
  try {
    const { key } = await database.withTenant(tenant, (tx) => createApiKey(tx, { name, role: 'owner' }));
    return key;
  } finally {
    await database.close();
  }
}
