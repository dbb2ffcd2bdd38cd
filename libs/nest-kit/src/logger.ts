import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@maestro/telemetry';

/** What the service logs with; the key under which Nest injects it. */
export const LOGGER = Symbol('logger');

export type ServiceLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** Nest's own words, on our log. What it says while it starts is of no use to an operator. */
export function nestLogger(logger: ServiceLogger): LoggerService {
  const text = (message: unknown) => (typeof message === 'string' ? message : 'Nest reports');
  const fields = (message: unknown) => (message instanceof Error ? { err: message } : {});
  return {
    log: (message: unknown) => logger.debug(text(message)),
    debug: (message: unknown) => logger.debug(text(message)),
    verbose: (message: unknown) => logger.debug(text(message)),
    warn: (message: unknown) => logger.warn(fields(message), text(message)),
    error: (message: unknown) => logger.error(fields(message), text(message)),
    fatal: (message: unknown) => logger.fatal(fields(message), text(message)),
  };
}
