import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../repository';
import type { TestDatabase } from '../test-database';
import type { TestRedis } from '../test-redis';
import { startServiceProcess, type ServiceProcess } from './service-process';

export type ServiceKind = 'api' | 'scheduler' | 'worker';

export interface ServicesOptions {
  database: Pick<TestDatabase, 'appUrl' | 'engineUrl'>;
  redis: Pick<TestRedis, 'url' | 'prefix'>;
  /** How many of each; one unless told. */
  api?: number;
  scheduler?: number;
  worker?: number;
  /** Entry files other than the built ones: services with more in them than the product has. */
  entries?: Partial<Record<ServiceKind, string>>;
  /** Further settings, for all of them; they win over the test profile. */
  env?: Record<string, string>;
}

/** Built services running against one suite's database and Redis. */
export interface Services {
  api: ServiceProcess[];
  scheduler: ServiceProcess[];
  worker: ServiceProcess[];
  /** Base address of the first API process. */
  apiUrl: string;
  /** Adds one more process, for instance in the place of a killed one. */
  start(kind: ServiceKind, env?: Record<string, string>): Promise<ServiceProcess>;
  /** Stops all that still run. Idempotent. */
  stop(): Promise<void>;
}

/** Leases a third of the usual, so that tests of dying processes need not wait long. */
const TEST_PROFILE = { MAESTRO_LEASE_MS: '2000', MAESTRO_TICK_MS: '500' };

/**
 * Starts the built services (`apps/<kind>/dist/main.js`), each on free ports, and waits until all are ready.
 *
 * @throws with the output of the one that failed; the others are stopped.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const artifacts = mkdtempSync(join(tmpdir(), 'maestro-artifacts-'));
  const common = { ...environment(options, artifacts), ...options.env };
  const running: Record<ServiceKind, ServiceProcess[]> = { api: [], scheduler: [], worker: [] };
  const counts: Record<ServiceKind, number> = { api: 0, scheduler: 0, worker: 0 };

  const start = async (kind: ServiceKind, env: Record<string, string> = {}) => {
    const name = `${kind} ${(counts[kind] += 1)}`;
    const entry = options.entries?.[kind] ?? join(repositoryRoot, 'apps', kind, 'dist', 'main.js');
    const service = await startServiceProcess({ name, entry, env: { ...common, ...env } });
    running[kind].push(service);
    return service;
  };
  const stop = async () => {
    await Promise.all(
      Object.values(running).flatMap((services) => services.map((service) => service.stop())),
    );
    rmSync(artifacts, { recursive: true, force: true });
  };

  const wanted = (['api', 'scheduler', 'worker'] as const).flatMap((kind) =>
    Array.from({ length: options[kind] ?? 1 }, () => kind),
  );
  const outcomes = await Promise.allSettled(wanted.map((kind) => start(kind)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { ...running, apiUrl: running.api[0]?.url ?? '', start, stop };
}

function environment({ database, redis }: ServicesOptions, artifacts: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'test',
    DATABASE_APP_URL: database.appUrl,
    DATABASE_ENGINE_URL: database.engineUrl,
    REDIS_URL: redis.url,
    MAESTRO_QUEUE_PREFIX: redis.prefix,
    MAESTRO_API_PORT: '0',
    MAESTRO_HEALTH_PORT: '0',
    MAESTRO_METRICS_PORT: '0',
    MAESTRO_ARTIFACTS_DIR: artifacts,
    ...TEST_PROFILE,
  };
}
