import type { tracing } from '@opentelemetry/sdk-node';
import { redactText } from './redact';

/** What stands behind the path of an address: invitations and codes of sign-ins, and whatever a caller puts there. */
const ADDRESSES: ReadonlySet<string> = new Set(['http.url', 'http.target', 'url.full']);
const QUERIES: ReadonlySet<string> = new Set(['url.query', 'url.fragment']);

/**
 * Exports spans without what may be a secret in them: queries of addresses are left out, and what betrays itself by its shape is
 * replaced, as in the log.
 */
export function createCarefulExporter(exporter: tracing.SpanExporter): tracing.SpanExporter {
  return {
    export: (spans, done) => {
      for (const span of spans) clean(span);
      exporter.export(spans, done);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function clean({ attributes, events }: tracing.ReadableSpan): void {
  cleanAll(attributes);
  for (const event of events) if (event.attributes) cleanAll(event.attributes);
}

function cleanAll(attributes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') continue;
    if (QUERIES.has(name)) delete attributes[name];
    else attributes[name] = redactText(ADDRESSES.has(name) ? value.replace(/[?#].*$/s, '') : value);
  }
}
