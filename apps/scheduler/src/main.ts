import 'reflect-metadata';
import {
  artifacts,
  audit,
  database,
  faults,
  leases,
  loadConfig,
  policy,
  redis,
  retention,
  schedulerHealth,
  secrets,
  telemetry,
  vault,
} from '@maestro/config';
import {
  FAULTS_ON,
  nestLogger,
  Readiness,
  refuseUnsafe,
  runService,
  startHealthServer,
  type RunningService,
} from '@maestro/nest-kit';
import { createLogger } from '@maestro/telemetry';
import { NestFactory } from '@nestjs/core';
import { Scheduler } from './scheduler';
import { CONNECTIONS, SchedulerModule, type Connections, type SchedulerConfig } from './scheduler.module';
import { statement } from '@maestro/persistence';

const logger = createLogger({ service: 'scheduler' });
const ping = statement('ping');

async function start(config: SchedulerConfig): Promise<RunningService> {
  const { engineUrl } = config.database;
  await refuseUnsafe({ engineUrl, redisUrl: config.redis.url, warn: (line) => logger.warn(line) });
  const app = await NestFactory.createApplicationContext(SchedulerModule.register(config, logger), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const scheduler = app.get(Scheduler);
  const { engine, monitor } = app.get<Connections>(CONNECTIONS);
  const readiness = new Readiness(
    [
      {
        name: 'postgres',
        critical: true,
        // The lease asks often enough: while it is answered, nobody else needs to.
        check: async () => {
          if (scheduler.silentMs() > config.leases.leaseMs) await engine.query(ping);
        },
      },
      {
        name: 'redis',
        critical: false,
        check: async () => {
          if (!(await monitor.ping())) throw new Error('no answer');
        },
      },
    ],
    () => ({
      leader: scheduler.term() !== null,
      term: scheduler.term()?.number ?? null,
      lag_ms: scheduler.lagMs(),
      held_back_s: Math.round(scheduler.heldBack()),
    }),
  );
  scheduler.start();
  const health = await startHealthServer({ ...config.health, readiness, logger });
  return {
    url: health.url,
    stop: async () => {
      readiness.drain();
      await app.close();
      await health.close();
    },
  };
}

void runService({
  service: 'scheduler',
  logger,
  start: () => {
    const sections = {
      database,
      redis,
      leases,
      retention,
      artifacts,
      audit,
      policy,
      secrets,
      vault,
      health: schedulerHealth,
      telemetry,
      faults,
    };
    const config = loadConfig(sections, process.env);
    logger.level = config.telemetry.logLevel;
    if (config.faults.plan) logger.warn(FAULTS_ON);
    return start(config);
  },
  stopWithinMs: 10_000,
});
