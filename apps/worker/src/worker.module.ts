import { availableParallelism, hostname } from 'node:os';
import { createFileArtifactStore } from '@maestro/artifacts';
import { faultPoints, type Config } from '@maestro/config';
import type {
  artifacts,
  database,
  faults,
  leases,
  redis,
  secrets,
  vault,
  policy,
  worker,
  workerHealth,
} from '@maestro/config';
import { createEngine, createOverlapGate, openDispatcher } from '@maestro/engine';
import {
  createAttestationGate,
  createFreezeGate,
  createPolicies,
  createPolicyGate,
  createSpendingGate,
  type Policies,
} from '@maestro/governance';
import { createHandlerRegistry, type AnyHandler } from '@maestro/handlers';
import { LOGGER, type ServiceLogger } from '@maestro/nest-kit';
import {
  openEngineDatabase,
  openTenantDatabase,
  type EngineDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import { createConsumer, createQueueMonitor, type Dispatcher, type QueueMonitor } from '@maestro/queue';
import { createSecretGate, openSecrets } from '@maestro/secrets';
import { record } from '@maestro/telemetry';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Children } from './alone/children';
import { Lanes } from './alone/lanes';
import { ALONE_ENTRY } from './alone/run-alone';
import type { SecretSource } from './attempt-secrets';
import { createContextFactory } from './handler-context';
import { LogWriter } from './log-writer';
import { proposedPlans } from './proposed-plans';
import { createModelDoors } from './models/model-door';
import { createMcpMemory, type McpMemory } from './tools/tool-door';
import { WorkerService } from './worker-service';

export type WorkerConfig = Config<{
  database: typeof database;
  redis: typeof redis;
  worker: typeof worker;
  leases: typeof leases;
  artifacts: typeof artifacts;
  secrets: typeof secrets;
  vault: typeof vault;
  health: typeof workerHealth;
  faults: typeof faults;
  policy: typeof policy;
}>;

/** What a worker may have besides what this package brings. */
export interface WorkerExtras {
  /** Handlers besides those of the product. */
  additional?: readonly AnyHandler[];
  /** Entry file of the processes that run one task alone: it has to know the same handlers. */
  aloneEntry?: string;
}

interface Wiring {
  connections: Connections;
  service: WorkerService;
}

/** What the process opens, and closes last. */
export interface Connections {
  engine: EngineDatabase;
  tenants: TenantDatabase;
  dispatcher: Dispatcher;
  monitor: QueueMonitor;
  logs: LogWriter;
  policies: Policies;
  mcp: McpMemory;
}

export const CONNECTIONS = Symbol('connections');

/** How often a worker asks itself whether Redis still answers. */
const SAFETY_MS = 15_000;

/** Processes for tasks whose worker died: each takes some 50 MB, and there may be as many suspects as slots. */
const ALONE_AT_ONCE = Math.max(4, 2 * availableParallelism());

@Module({})
export class WorkerModule implements OnApplicationShutdown {
  static register(config: WorkerConfig, logger: ServiceLogger, extras: WorkerExtras = {}): DynamicModule {
    const wiring = wire(config, logger, extras);
    return {
      module: WorkerModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CONNECTIONS, useFactory: async () => (await wiring).connections },
        { provide: WorkerService, useFactory: async () => (await wiring).service },
      ],
    };
  }

  constructor(
    @Inject(WorkerService) private readonly worker: WorkerService,
    @Inject(CONNECTIONS) private readonly connections: Connections,
  ) {}

  /** Work ends before what it works with is closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.worker.stop();
    const { engine, tenants, dispatcher, monitor, logs, policies, mcp } = this.connections;
    await Promise.all([logs.idle(), mcp.sessions.close()]);
    await policies.close();
    monitor.close();
    await Promise.all([dispatcher.close(), engine.close(), tenants.close()]);
  }
}

async function wire(config: WorkerConfig, logger: ServiceLogger, extras: WorkerExtras): Promise<Wiring> {
  const queue = { redisUrl: config.redis.url, prefix: config.redis.queuePrefix };
  const report = (doing: string) => (error: unknown) => logger.warn({ err: error }, `${doing} failed`);
  const pool = { application: 'maestro-worker', onError: report('an idle connection') };
  const points = faultPoints(config.faults.plan, process.pid);
  const { engineUrl, enginePool, appUrl, appPool } = config.database;
  const database = openEngineDatabase({ ...pool, url: engineUrl, max: enginePool, faults: points.database });
  const tenants = await openTenantDatabase({ ...pool, url: appUrl, max: appPool });
  const dispatching = { ...queue, onError: report('dispatching'), faults: points.queue };
  const dispatcher = openDispatcher(database, dispatching);
  const policies = policiesOf(config, tenants, report);
  const { enable } = config.worker;
  const registry = createHandlerRegistry({ enable, additional: extras.additional });
  const engine = createEngine({
    database,
    dispatcher,
    leaseMs: config.leases.leaseMs,
    artifacts: createFileArtifactStore(config.artifacts.dir),
    onError: (error, doing) => report(doing)(error),
    onRunEnded: (result) => record('runsFinished', 1, { result }),
    held: () => dispatcher.held(),
    startGates: gatesOf(database, tenants, policies),
    proposals: proposedPlans({ tenants, policies, handlers: registry.catalog() }),
  });
  const logs = new LogWriter(engine);
  const own = [appUrl, engineUrl, config.redis.url].map(hostPort);
  const children = new Children(extras.aloneEntry ?? ALONE_ENTRY);
  const alone = { children, enable, lanes: new Lanes(ALONE_AT_ONCE) };
  const source = await secretSource(config, tenants, policies);
  const mcp = createMcpMemory();
  const models = createModelDoors({ engine, source });
  const doors = { engine, policies, tenants, secrets: source, models, mcp };
  const service = new WorkerService({
    performer: {
      ...{ engine, registry, alone, policies },
      secrets: source,
      contextOf: createContextFactory(doors, logs, own),
    },
    engineUrl,
    name: `${hostname()}-${process.pid}`,
    ...config.worker,
    ...config.leases,
    safetyMs: SAFETY_MS,
    consumerOf: (name, options) =>
      createConsumer({
        ...queue,
        queue: name,
        ...options,
        ...(options.lane === 'bulk' ? { onTaken: (count) => dispatcher.taken(name, count) } : {}),
        onError: report('the queue'),
        faults: points.queue,
      }),
  });
  const monitor = createQueueMonitor({ ...queue, onError: report('Redis') });
  return { connections: { engine: database, tenants, dispatcher, monitor, logs, policies, mcp }, service };
}

function policiesOf(
  { policy: { opaUrl } }: WorkerConfig,
  tenants: TenantDatabase,
  report: (doing: string) => (error: unknown) => void,
): Policies {
  return createPolicies({ tenants, opaUrl: opaUrl ?? null, onError: (error, doing) => report(doing)(error) });
}

async function secretSource(
  config: WorkerConfig,
  tenants: TenantDatabase,
  policy: Policies,
): Promise<SecretSource> {
  return { secrets: await openSecrets(config, { environment: process.env, tenants }), tenants, policy };
}

function hostPort(url: string): string {
  const { hostname: host, port, protocol } = new URL(url);
  return `${host}:${port || (protocol.startsWith('postgres') ? 5432 : 6379)}`;
}

function gatesOf(database: EngineDatabase, tenants: TenantDatabase, policies: Policies) {
  const money = createSpendingGate(database);
  const own = [createOverlapGate(database), createFreezeGate(database), createAttestationGate(database)];
  return [money, ...own, createSecretGate(tenants), createPolicyGate(policies)];
}
