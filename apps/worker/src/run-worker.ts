import 'reflect-metadata';
import {
  artifacts,
  database,
  faults,
  leases,
  loadConfig,
  policy,
  redis,
  secrets,
  telemetry,
  vault,
  worker,
  workerHealth,
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
import {
  CONNECTIONS,
  WorkerModule,
  type Connections,
  type WorkerConfig,
  type WorkerExtras,
} from './worker.module';
import { WorkerService } from './worker-service';

const logger = createLogger({ service: 'worker' });

/** Beyond the drain time: what the last writes may take. */
const CLOSING_MS = 10_000;

async function start(config: WorkerConfig, extras: WorkerExtras): Promise<RunningService> {
  const {
    database: urls,
    redis: { url: redisUrl },
  } = config;
  await refuseUnsafe({ ...urls, redisUrl, warn: (line) => logger.warn(line) });
  const app = await NestFactory.createApplicationContext(WorkerModule.register(config, logger, extras), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const service = app.get(WorkerService);
  const { tenants, monitor } = app.get<Connections>(CONNECTIONS);
  const readiness = new Readiness([
    {
      name: 'postgres',
      critical: true,
      // The lease asks often enough: while it is answered, nobody else needs to.
      check: async () => {
        if (service.silentMs() > config.leases.leaseMs) await tenants.ping();
      },
    },
    { name: 'redis', critical: false, check: () => answers(monitor.ping()) },
    { name: 'lease', critical: true, check: () => answers(Promise.resolve(service.healthy())) },
  ]);
  await service.start();
  const health = await startHealthServer({ ...config.health, readiness, logger });
  return {
    url: health.url,
    stop: async () => {
      readiness.drain();
      await app.close();
      await health.close();
    },
    stopWithinMs: config.worker.drainMs + CLOSING_MS,
  };
}

async function answers(promise: Promise<boolean>): Promise<void> {
  if (!(await promise)) throw new Error('no answer');
}

/** Runs the service until it is told to stop. */
export function runWorker(extras: WorkerExtras = {}): void {
  void runService({
    service: 'worker',
    logger,
    start: () => {
      const sections = {
        database,
        redis,
        worker,
        leases,
        artifacts,
        secrets,
        vault,
        policy,
        health: workerHealth,
        telemetry,
        faults,
      };
      const config = loadConfig(sections, process.env);
      logger.level = config.telemetry.logLevel;
      if (config.faults.plan) logger.warn(FAULTS_ON);
      return start(config, extras);
    },
    stopWithinMs: CLOSING_MS,
  });
}
