import { metricsAddress, shutdownTelemetry } from '@maestro/telemetry';
import type { ServiceLogger } from '../logger';
import { within } from './readiness';

/** A service that runs, as `runService` needs to see it. */
export interface RunningService {
  /** Base address of what it listens on. */
  url: string;
  /** Stops taking work, ends what is under way, closes what it opened. Called once. */
  stop(): Promise<void>;
  /** How long `stop` may take before the process ends without it, where that depends on settings. */
  stopWithinMs?: number;
}

export interface ServiceOptions {
  service: string;
  logger: ServiceLogger;
  /** Opens everything and listens. Rejects with `BootFault` where the fault is the operator's to mend. */
  start(): Promise<RunningService>;
  /** The same, where the running service does not say. */
  stopWithinMs: number;
}

/** What keeps a service from starting, one line for each fault. */
export class BootFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'BootFault';
  }
}

/**
 * The life of a process: start, say so on one line, stop on SIGTERM or SIGINT within bounded time. What nobody
 * caught ends it: a process in an unknown state must not go on deciding. The second signal ends it at once.
 */
export async function runService({ service, logger, start, stopWithinMs }: ServiceOptions): Promise<void> {
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'an error that nobody caught ends the process');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const signal = firstSignal(logger);
  let running: RunningService;
  try {
    running = await start();
  } catch (error) {
    reportBootFault(error, logger);
    return process.exit(1);
  }
  await announce(service, running.url);

  await signal;
  const stopped = await within(running.stopWithinMs ?? stopWithinMs, () =>
    running.stop().catch((error: unknown) => fail(logger, error)),
  );
  if (!stopped) logger.error('the service could not stop in peace');
  await within(2_000, shutdownTelemetry);
  process.exit(stopped ? 0 : 1);
}

function firstSignal(logger: ServiceLogger): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const hear = (signal: NodeJS.Signals) => {
      signals += 1;
      if (signals > 1) process.exit(1);
      logger.info({ signal }, 'stopping');
      resolve();
    };
    process.on('SIGTERM', hear);
    process.on('SIGINT', hear);
  });
}

function fail(logger: ServiceLogger, error: unknown): never {
  logger.error({ err: error }, 'stopping failed');
  throw error;
}

/** Faults of configuration and environment are one line each, without a stack: they are read by operators. */
export function reportBootFault(error: unknown, logger: ServiceLogger): void {
  const expected = error instanceof BootFault || (error instanceof Error && error.name === 'ConfigError');
  if (expected) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'the service cannot start');
}

/** Written past the logger: whoever waits for this line must get it at any log level. */
async function announce(service: string, url: string): Promise<void> {
  const metrics = await metricsAddress();
  const line = {
    event: 'listening',
    msg: 'listening',
    service,
    url,
    port: Number(new URL(url).port),
    ...(metrics ? { metrics_url: `http://${metrics.host}:${metrics.port}/metrics` } : {}),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
