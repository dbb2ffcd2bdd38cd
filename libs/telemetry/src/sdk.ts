import type { IncomingMessage } from 'node:http';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { envDetector, type Resource } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { createCarefulExporter } from './careful-exporter';

const PROBES = new Set(['/livez', '/readyz', '/metrics']);

/** Starts the whole SDK: metrics as ever, and traces to the collector. Returns its shutdown. */
export function startSdk(
  resource: Resource,
  exporter: PrometheusExporter,
  loopSamplingMs: number,
): () => Promise<void> {
  const sdk = new NodeSDK({
    resource,
    // The default detectors would publish the command line, which may hold more than it should.
    resourceDetectors: [envDetector],
    metricReaders: [exporter],
    traceExporter: createCarefulExporter(new OTLPTraceExporter()),
    logRecordProcessors: [],
    instrumentations: [
      getNodeAutoInstrumentations({
        '@opentelemetry/instrumentation-fs': { enabled: false },
        '@opentelemetry/instrumentation-dns': { enabled: false },
        '@opentelemetry/instrumentation-net': { enabled: false },
        // Its spans hold the addresses that tasks reach, and a task may put a secret into any part of one. It would also tell
        // strangers the ids of our traces.
        '@opentelemetry/instrumentation-undici': { enabled: false },
        // Our logger puts the ids into its lines itself.
        '@opentelemetry/instrumentation-pino': { enabled: false },
        '@opentelemetry/instrumentation-http': { ignoreIncomingRequestHook: isProbe },
        // The loops poll all day; only statements and commands of a request or a task are worth a span.
        '@opentelemetry/instrumentation-pg': { requireParentSpan: true },
        '@opentelemetry/instrumentation-ioredis': { requireParentSpan: true },
        '@opentelemetry/instrumentation-runtime-node': { monitoringPrecision: loopSamplingMs },
      }),
    ],
  });
  sdk.start();
  return () => sdk.shutdown();
}

function isProbe(request: IncomingMessage): boolean {
  return PROBES.has(request.url?.split('?', 1)[0] ?? '');
}
