import { createFileArtifactStore } from '@maestro/artifacts';
import {
  api,
  artifacts,
  database,
  faultPoints,
  faults,
  policy,
  redis,
  secrets,
  signIn,
  telemetry,
  vault,
  type Config,
} from '@maestro/config';
import { createEngine, createOverlapGate, openDispatcher, type Engine } from '@maestro/engine';
import {
  createAttestationGate,
  createAuthenticator,
  createFreezeGate,
  createPolicies,
  createPolicyGate,
  createSignIn,
  createSpendingGate,
  createTokenExchange,
  type Authenticator,
  type FreezeGate,
  type Policies,
  type SignIn,
  type TokenExchange,
} from '@maestro/governance';
import { createHandlerRegistry } from '@maestro/handlers';
import type { HandlerCatalog } from '@maestro/dsl';
import { BootFault, RateLimiter, type ServiceLogger } from '@maestro/nest-kit';
import {
  openEngineDatabase,
  openTenantDatabase,
  parseId,
  type EngineDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import { PlanOutlines } from './runs/outlines';
import { Feeds } from './stream/feeds';
import { createTenantRates } from './tenants/tenant-rates';
import { createQueueMonitor, type QueueMonitor } from '@maestro/queue';
import { VectorSearch } from '@maestro/retrieval';
import { createSecretGate, openSecrets, type Secrets } from '@maestro/secrets';

/** The settings that the API reads. */
export const apiSettings = {
  api,
  database,
  redis,
  artifacts,
  policy,
  secrets,
  signIn,
  vault,
  telemetry,
  faults,
};

export type ApiConfig = Config<typeof apiSettings>;

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
  /** `host:port` of what Maestro itself stands on: no tenant can have it reached. */
  closed: readonly string[];
  signIn: SignIn;
  /** Lets machines in that tenants trust. */
  tokens: TokenExchange;
  /** Address under which browsers reach the API. */
  publicUrl: string;
  policies: Policies;
  /** Handlers that a template may name. */
  handlers: HandlerCatalog;
  /** How vectors of collections are compared. */
  vectors: VectorSearch;
  monitor: QueueMonitor;
  outlines: PlanOutlines;
  /** What happens to the runs of tenants, as it happens. */
  feeds: Feeds;
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
  const dispatching = { ...queue, onError: report('dispatching'), faults: points.queue };
  const dispatcher = openDispatcher(database, dispatching);
  const monitor = createQueueMonitor({ ...queue, onError: report('Redis') });
  const freeze = createFreezeGate(database);
  const policies = createPolicies({
    tenants,
    opaUrl: config.policy.opaUrl ?? null,
    onError: (error, doing) => report(doing)(error),
  });
  const engine = createEngine({
    database,
    startGates: [createSpendingGate(database), freeze, ...gatesBeside(database, tenants, policies)],
    ...{ dispatcher, artifacts: createFileArtifactStore(config.artifacts.dir) },
    onError: (error, doing) => report(doing)(error),
    held: () => dispatcher.held(),
  });
  const rates = openRates(config, { tenants, monitor, onError: report('reading the rates of a tenant') });
  const authenticator = createAuthenticator(tenants, { onError: report('noting the use of a credential') });
  const people = openSignIn(config, tenants);
  const outlines = new PlanOutlines();
  const feeds = new Feeds({ tenants, outlines, databaseUrl: appUrl, onError: report('following events') });
  return {
    ...{ tenants, engine },
    secrets: await openSecrets(config, { environment: process.env, tenants }),
    closed: [appUrl, engineUrl, config.redis.url].map(hostPort),
    freeze,
    rates,
    authenticator,
    signIn: people,
    tokens: createTokenExchange(tenants),
    publicUrl: config.signIn.publicUrl,
    policies,
    handlers: createHandlerRegistry({ enable: [], known: config.api.taskKinds }).catalog(),
    vectors: new VectorSearch(tenants),
    ...{ monitor, outlines, feeds },
    close: async () => {
      rates.close();
      await feeds.close();
      await Promise.all([authenticator.idle(), people.close()]);
      await dispatcher.close();
      await policies.close();
      monitor.close();
      await Promise.all([database.close(), tenants.close()]);
    },
  };
}

function openRates(
  { api: { requestsPerKey, requestsPerTenant, requestsMost } }: ApiConfig,
  {
    tenants,
    monitor,
    onError,
  }: Pick<Connections, 'tenants' | 'monitor'> & { onError: (error: unknown) => void },
): RateLimiter {
  const settings = { key: requestsPerKey, tenant: requestsPerTenant, most: requestsMost };
  return new RateLimiter({
    ratesOf: createTenantRates(tenants, settings, onError),
    share: (taken) => monitor.drawTurns(taken),
  });
}

function openSignIn(
  { signIn: { publicUrl, providers, idleMs, lifeMs } }: ApiConfig,
  tenants: TenantDatabase,
): SignIn {
  const known = providers.map(({ tenant, ...provider }) => {
    const tenantId = parseId('ten', tenant);
    if (tenantId === null) throw new BootFault([`MAESTRO_SIGN_IN_PROVIDERS: ${tenant} is no tenant`]);
    return { ...provider, tenantId };
  });
  const [idleSeconds, lifeSeconds] = [Math.ceil(idleMs / 1_000), Math.ceil(lifeMs / 1_000)];
  return createSignIn({ tenants, publicUrl, providers: known, idleSeconds, lifeSeconds });
}

function hostPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol.startsWith('postgres') ? 5432 : 6379)}`;
}

function gatesBeside(database: EngineDatabase, tenants: TenantDatabase, policies: Policies) {
  const own = [createOverlapGate(database), createAttestationGate(database)];
  return [...own, createSecretGate(tenants), createPolicyGate(policies)];
}
