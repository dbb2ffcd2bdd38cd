import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { redactFields, redactText } from './redact';

export type { Logger };

/**
 * JSON lines on standard output. Levels say what an operator must do:
 *
 * - `fatal`  the process ends; look now
 * - `error`  something is broken and stays so until somebody acts
 * - `warn`   handled for now; look if it repeats
 * - `info`   the service changed its state: started, leads, drains, stopped
 * - `debug`  what a developer wants to see; never a user's data
 *
 * A task that fails, a refused request and a late write are normal and no warnings. Secrets are censored by
 * the name of their field and by their shape; lines within a span carry `trace_id` and `span_id`.
 */
export function createLogger(options: {
  service: string;
  level?: string;
  /** Where lines go; standard output when left out. */
  destination?: DestinationStream;
}): Logger {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      serializers: { err: errorFields, error: errorFields },
      mixin: activeTrace,
      hooks: { streamWrite: redactText },
    },
    options.destination ?? pino.destination(1),
  );
  return redactBindings(logger);
}

/** Pino applies its formatters to each line but not to what is bound to a child. */
function redactBindings(logger: Logger): Logger {
  const { child } = logger;
  return Object.assign(logger, {
    child(this: Logger, ...[bindings, options]: Parameters<Logger['child']>) {
      return child.call(this, redactFields(bindings), options);
    },
  });
}

/** Errors bring properties of their own (a request, its headers), which get the same treatment. */
function errorFields(error: unknown): unknown {
  return error instanceof Error ? redactFields({ ...stdSerializers.err(error) }) : error;
}

function activeTrace(): { trace_id?: string; span_id?: string } {
  const active = trace.getActiveSpan()?.spanContext();
  return active && isSpanContextValid(active) ? { trace_id: active.traceId, span_id: active.spanId } : {};
}
