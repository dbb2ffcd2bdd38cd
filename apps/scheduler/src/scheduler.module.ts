import { createFileArtifactStore } from '@maestro/artifacts';
import { faultPoints, type Config } from '@maestro/config';
import type {
  artifacts,
  audit,
  database,
  faults,
  leases,
  policy,
  redis,
  retention,
  schedulerHealth,
  secrets,
  vault,
} from '@maestro/config';
import { createEngine, createFeedFollower, createOverlapGate, openDispatcher } from '@maestro/engine';
import {
  createAttestationGate,
  createFreezeGate,
  createPolicies,
  createPolicyGate,
  createSpendingGate,
  type Policies,
} from '@maestro/governance';
import { createElection } from '@maestro/leadership';
import { createMaintenance, type Maintenance } from '@maestro/maintenance';
import { LOGGER, type ServiceLogger } from '@maestro/nest-kit';
import {
  openAnnouncements,
  openEngineDatabase,
  openTenantDatabase,
  type Announcements,
  type EngineDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import { createQueueMonitor, type Dispatcher, type QueueMonitor } from '@maestro/queue';
import { createSlotKeeper, SLOT_BATCH, type KeeperOptions } from '@maestro/scheduling';
import { createSecretGate } from '@maestro/secrets';
import { record } from '@maestro/telemetry';
import { fireLeft, FIRING_BATCH } from '@maestro/triggers';
import type { WebhookSender } from '@maestro/webhooks';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openSender } from './deliver-webhooks';
import { feedConsumers } from './feed-consumers';
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
  policy: typeof policy;
  secrets: typeof secrets;
  vault: typeof vault;
}>;

/** What the process opens, and closes last. */
export interface Connections {
  engine: EngineDatabase;
  dispatcher: Dispatcher;
  monitor: QueueMonitor;
  tenants: TenantDatabase;
  policies: Policies;
  announcements: Announcements;
  sender: WebhookSender;
}

const LEASE = 'scheduler';

export const CONNECTIONS = Symbol('connections');

/** It reads policies now and then, and nothing else of tenants. */
const TENANT_POOL = 2;

@Module({})
export class SchedulerModule implements OnApplicationShutdown {
  static register(config: SchedulerConfig, logger: ServiceLogger): DynamicModule {
    const wiring = wire(config, logger);
    return {
      module: SchedulerModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: CONNECTIONS, useFactory: async () => (await wiring).connections },
        { provide: Scheduler, useFactory: async () => (await wiring).scheduler },
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
    const { engine, tenants, dispatcher, monitor, policies, announcements, sender } = this.connections;
    monitor.close();
    await sender.stop();
    await announcements.close();
    await policies.close();
    await Promise.all([dispatcher.close(), engine.close(), tenants.close()]);
  }
}

async function wire(config: SchedulerConfig, logger: ServiceLogger) {
  const report = (doing: string) => (error: unknown) => logger.warn({ err: error }, `${doing} failed`);
  const opened = await openParts(config, report);
  const { engine, monitor } = opened;
  const { database } = engine;
  const follower = createFeedFollower({ database, lease: LEASE, consumers: feedConsumers() });
  const sender = await openSender({
    ...{ config, engine: database, tenants: opened.tenants, lease: LEASE },
    onRoom: () => maintenance.wake('webhooks'),
    onError: report('delivering to a webhook'),
  });
  const maintenance: Maintenance = createMaintenance({
    engine,
    monitor,
    tickMs: config.leases.tickMs,
    retention: { runs: config.retention.days, events: config.retention.eventDays },
    firing: { batch: FIRING_BATCH, round: () => fireLeft(engine) },
    slots: {
      batch: SLOT_BATCH,
      round: createSlotKeeper({ engine, lease: LEASE, onSettled: recordSlot, onDeadlineMissed }).round,
    },
    following: {
      ...follower,
      round: async (term) => {
        const followed = await follower.round(term);
        // What ended may have begun something.
        if (followed.told) maintenance.wake('firings');
        return followed;
      },
    },
    delivering: sender,
    ...keepEvidence({ settings: config.audit, database, lease: LEASE, logger }),
    onHeldBack: (seconds) => scheduler.hearHeldBack(seconds),
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
  const announcements = openAnnouncements({
    url: config.database.engineUrl,
    application: 'maestro-scheduler-events',
    onError: report('listening'),
    onNews: () => maintenance.wake('follow'),
  });
  const connections = { ...opened, engine: database, announcements, sender };
  return { connections, scheduler };
}

/** What the leader's work stands on. */
async function openParts(config: SchedulerConfig, report: (doing: string) => (error: unknown) => void) {
  const queue = { redisUrl: config.redis.url, prefix: config.redis.queuePrefix };
  const points = faultPoints(config.faults.plan, process.pid);
  const database = openEngineDatabase({
    url: config.database.engineUrl,
    max: config.database.enginePool,
    application: 'maestro-scheduler',
    onError: report('an idle connection'),
    faults: points.database,
  });
  const tenants = await openTenantDatabase({
    url: config.database.appUrl,
    max: TENANT_POOL,
    application: 'maestro-scheduler',
    onError: report('an idle connection'),
  });
  const policies = createPolicies({
    tenants,
    opaUrl: config.policy.opaUrl ?? null,
    onError: (error, doing) => report(doing)(error),
  });
  const dispatching = { ...queue, onError: report('dispatching'), faults: points.queue };
  const dispatcher = openDispatcher(database, dispatching);
  const monitor = createQueueMonitor({ ...queue, onError: report('Redis') });
  const engine = createEngine({
    ...{ database, dispatcher },
    leaseMs: config.leases.leaseMs,
    artifacts: createFileArtifactStore(config.artifacts.dir),
    onError: (error, doing) => report(doing)(error),
    onRunEnded: (result) => record('runsFinished', 1, { result }),
    held: () => dispatcher.held(),
    startGates: gatesOf(database, tenants, policies),
  });
  return { engine, dispatcher, monitor, tenants, policies };
}

const recordSlot: KeeperOptions['onSettled'] = ({ outcome, reason, lateMs }) => {
  record('slotsSettled', 1, { result: reason ?? outcome });
  if (outcome === 'fired') record('slotLateness', lateMs / 1_000);
};

const onDeadlineMissed = () => record('slotDeadlinesMissed', 1);

function gatesOf(database: EngineDatabase, tenants: TenantDatabase, policies: Policies) {
  const money = createSpendingGate(database);
  const own = [createOverlapGate(database), createFreezeGate(database), createAttestationGate(database)];
  return [money, ...own, createSecretGate(tenants), createPolicyGate(policies)];
}
