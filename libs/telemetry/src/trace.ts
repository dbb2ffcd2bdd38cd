import {
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ProxyTracerProvider,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { spanAttributes, spans, type SpanAttributes, type SpanKey } from './spans';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The active span as a W3C `traceparent`, to be stored with a run; null outside a span or without tracing.
 */
export function currentTraceparent(): string | null {
  const active = trace.getActiveSpan()?.spanContext();
  if (!active || !isSpanContextValid(active)) return null;
  const flags = (active.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
  return `00-${active.traceId}-${active.spanId}-${flags}`;
}

/**
 * Runs `fn` as if called from the span that `traceparent` names, in whatever process that was. A missing or
 * malformed one is ignored: a trace is never worth a failed task.
 */
export function withRemoteContext<T>(traceparent: string | null | undefined, fn: () => T): T {
  const match = TRACEPARENT.exec(traceparent ?? '');
  if (!match) return fn();
  const [, traceId = '', spanId = '', flags = '00'] = match;
  const remote = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  if (!isSpanContextValid(remote)) return fn();
  return context.with(trace.setSpanContext(context.active(), remote), fn);
}

/** Runs `fn` inside a span of the list; the span ends with it and records its error, which is thrown on. */
export async function withSpan<T>(
  key: SpanKey,
  attributes: SpanAttributes,
  fn: (span: Span) => Promise<T>,
): Promise<T> {
  if (!isTraced()) return fn(NO_SPAN);
  const options = { attributes: named(attributes) };
  return trace.getTracer('maestro').startActiveSpan(spans[key].name, options, async (span) => {
    try {
      return await fn(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds what became known only inside of it to the active span; nothing where there is none. */
export function annotateSpan(attributes: SpanAttributes): void {
  trace.getActiveSpan()?.setAttributes(named(attributes));
}

/** What is written to it goes nowhere. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** Without a provider a span leads nowhere, but is made all the same: with its attributes it costs more than a short task. */
function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('maestro') !== undefined;
}

function named(attributes: SpanAttributes): Attributes {
  const entries = Object.entries(attributes) as [keyof SpanAttributes, string | number][];
  return Object.fromEntries(entries.map(([key, value]) => [spanAttributes[key], value]));
}
