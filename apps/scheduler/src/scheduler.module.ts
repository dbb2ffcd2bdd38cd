import { createFileArtifactStore } from '@maestro/artifacts';
import { faultPoints, type Config } from '@maestro/config';
import type {
  artifacts,
  audit,
  database,
  faults,
  leases,
  redis,
  retention,
  schedulerHealth,
} from '@maestro/config';
import { createEngine } from '@maestro/engine';
import { createFreezeGate } from '@maestro/governance';
import { createElection } from '@maestro/leadership';
import { createMaintenance } from '@maestro/maintenance';
import { LOGGER, type ServiceLogger } from '@maestro/nest-kit';
import { openEngineDatabase, type EngineDatabase } from '@maestro/persistence';
import { createDispatcher, createQueueMonitor, type Dispatcher, type QueueMonitor } from '@maestro/queue';
import { record } from '@maestro/telemetry';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { keepEvidence } from './keep-evidence';
import { Scheduler, type ElectionEvents } from './scheduler';

export type SchedulerConfig = Config<{
  database: typeof database;
  redis: typeof redis;
  leases: typeof leases;
  artifacts: typeof artifacts;
  audit: typeof audit;
  health: typeof schedulerHealth;
  retention: typeof retention;
  faults: typeof faults;
}>;

/** What the process opens, and closes last. */
export interface Connections {
  engine: EngineDatabase;
  dispatcher: Dispatcher;
  monitor: QueueMonitor;
}

const LEASE = 'scheduler';

export const CONNECTIONS = Symbol('connections');

@Module({})
export class SchedulerModule implements OnApplicationShutdown {
  static register(config: SchedulerConfig, logger: ServiceLogger): DynamicModule {
    const { connections, scheduler } = wire(config, logger);
    return {
      module: SchedulerModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CONNECTIONS, useValue: connections },
        { provide: Scheduler, useValue: scheduler },
      ],
    };
  }

  constructor(
    @Inject(Scheduler) private readonly scheduler: Scheduler,
    @Inject(CONNECTIONS) private readonly connections: Connections,
  ) {}

  /** The lead is given back before what it works with is closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.scheduler.stop();
    this.connections.monitor.close();
    await Promise.all([this.connections.dispatcher.close(), this.connections.engine.close()]);
  }
}

function wire(config: SchedulerConfig, logger: ServiceLogger) {
  const queue = { redisUrl: config.redis.url, prefix: config.redis.queuePrefix };
  const report = (doing: string) => (error: unknown) => logger.warn({ err: error }, `${doing} failed`);
  const points = faultPoints(config.faults.plan, process.pid);
  const database = openEngineDatabase({
    url: config.database.engineUrl,
    max: config.database.enginePool,
    application: 'maestro-scheduler',
    onError: report('an idle connection'),
    faults: points.database,
  });
  const dispatcher = createDispatcher({ ...queue, onError: report('dispatching'), faults: points.queue });
  const monitor = createQueueMonitor({ ...queue, onError: report('Redis') });
  const engine = createEngine({
    database,
    startGates: [createFreezeGate(database)],
    dispatcher,
    leaseMs: config.leases.leaseMs,
    artifacts: createFileArtifactStore(config.artifacts.dir),
    onError: (error, doing) => report(doing)(error),
    onRunEnded: (result) => record('runsFinished', 1, { result }),
    held: (what) => dispatcher.held(what),
  });
  const maintenance = createMaintenance({
    engine,
    monitor,
    tickMs: config.leases.tickMs,
    retentionDays: config.retention.days,
    ...keepEvidence({ settings: config.audit, database, lease: LEASE, logger }),
    onError: (error, loop) => report(`the ${loop} loop`)(error),
    onStuck: (loop) => scheduler.giveUp(loop),
  });
  const electionOf = (events: ElectionEvents) =>
    createElection({
      database,
      name: LEASE,
      ...config.leases,
      ...events,
      renew: (lease) => maintenance.beat(lease),
      onError: report('the election'),
    });
  const scheduler: Scheduler = new Scheduler(maintenance, logger, electionOf, config.leases.leaseMs);
  const connections: Connections = { engine: database, dispatcher, monitor };
  return { connections, scheduler };
}
