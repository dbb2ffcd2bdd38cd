import { createFileArtifactStore } from '@maestro/artifacts';
import { faultPoints, type Config } from '@maestro/config';
import type { api, artifacts, database, faults, redis, secrets, telemetry, vault } from '@maestro/config';
import { createEngine, type Engine } from '@maestro/engine';
import {
  createAuthenticator,
  createFreezeGate,
  type Authenticator,
  type FreezeGate,
} from '@maestro/governance';
import { createHandlerRegistry } from '@maestro/handlers';
import type { HandlerCatalog } from '@maestro/dsl';
import { RateLimiter, type ServiceLogger } from '@maestro/nest-kit';
import { openEngineDatabase, openTenantDatabase, type TenantDatabase } from '@maestro/persistence';
import { createTenantRates } from './tenants/tenant-rates';
import { createDispatcher, createQueueMonitor, type QueueMonitor } from '@maestro/queue';
import { createSecretGate, openSecrets, type Secrets } from '@maestro/secrets';

export type ApiConfig = Config<{
  api: typeof api;
  database: typeof database;
  redis: typeof redis;
  artifacts: typeof artifacts;
  secrets: typeof secrets;
  vault: typeof vault;
  telemetry: typeof telemetry;
  faults: typeof faults;
}>;

/** What the process works with, opened once. */
export interface Connections {
  tenants: TenantDatabase;
  engine: Engine;
  /** What keeps runs from beginning in freeze windows. */
  freeze: FreezeGate;
  /** How often each may ask. */
  rates: RateLimiter;
  authenticator: Authenticator;
  secrets: Secrets;
  /** Handlers that a template may name. */
  handlers: HandlerCatalog;
  monitor: QueueMonitor;
  close(): Promise<void>;
}

export const CONNECTIONS = Symbol('connections');

export async function openConnections(config: ApiConfig, logger: ServiceLogger): Promise<Connections> {
  const report = (doing: string) => (error: unknown) => logger.warn({ err: error }, `${doing} failed`);
  const pool = { application: 'maestro-api', onError: report('an idle connection') };
  const queue = { redisUrl: config.redis.url, prefix: config.redis.queuePrefix };
  const { appUrl, appPool, engineUrl, enginePool } = config.database;
  const points = faultPoints(config.faults.plan, process.pid);

  const tenants = await openTenantDatabase({ ...pool, url: appUrl, max: appPool });
  const database = openEngineDatabase({
    ...pool,
    url: engineUrl,
    max: enginePool,
    faults: points.database,
  });
  const dispatcher = createDispatcher({ ...queue, onError: report('dispatching'), faults: points.queue });
  const monitor = createQueueMonitor({ ...queue, onError: report('Redis') });
  const freeze = createFreezeGate(database);
  const engine = createEngine({
    database,
    startGates: [freeze, createSecretGate(tenants)],
    dispatcher,
    artifacts: createFileArtifactStore(config.artifacts.dir),
    onError: (error, doing) => report(doing)(error),
    held: (what) => dispatcher.held(what),
  });
  const { requestsPerKey, requestsPerTenant, requestsMost } = config.api;
  const settings = { key: requestsPerKey, tenant: requestsPerTenant, most: requestsMost };
  const rates = new RateLimiter({
    ratesOf: createTenantRates(tenants, settings, report('reading the rates of a tenant')),
    share: (taken) => monitor.drawTurns(taken),
  });
  const authenticator = createAuthenticator(tenants, { onError: report('noting the use of a credential') });
  return {
    tenants,
    engine,
    secrets: await openSecrets(config, { environment: process.env, tenants }),
    freeze,
    rates,
    authenticator,
    handlers: createHandlerRegistry({ enable: [] }).catalog(),
    monitor,
    close: async () => {
      rates.close();
      await authenticator.idle();
      await dispatcher.close();
      monitor.close();
      await Promise.all([database.close(), tenants.close()]);
    },
  };
}
