import { randomUUID } from 'node:crypto';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Config, telemetry } from '@maestro/config';
import { serveMetrics, type Address } from './metrics-server';
import { observe } from './record';
import { remember } from './state';

export type TelemetryConfig = Config<{ telemetry: typeof telemetry }>['telemetry'];

/** How often the event loop's delay is sampled: often enough for a p99, rarely enough for an idle process. */
const LOOP_SAMPLING_MS = 50;

/**
 * Starts metrics, and tracing where it is configured. Must run before the libraries that are to be traced are
 * loaded. Without tracing neither the trace SDK nor any instrumentation is loaded: that saves a quarter of a
 * second and some 20 MB in every process.
 */
export function startTelemetry(service: string, config: TelemetryConfig): void {
  const resource = resourceFromAttributes({
    'service.name': config.serviceName ?? service,
    'service.namespace': 'maestro',
    'service.instance.id': randomUUID(),
  });
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  const shutdown = traces(config) ? startBoth(resource, exporter) : startMetrics(resource, exporter);
  observe('residentMemory', () => [{ value: process.memoryUsage.rss() }]);
  const wanted: Address = { host: config.metricsHost, port: config.metricsPort };
  remember({ metrics: serveMetrics(exporter, wanted), shutdown });
}

function traces({ tracing, otlpEndpoint }: TelemetryConfig): boolean {
  return tracing === 'otlp' || (tracing === 'auto' && otlpEndpoint !== undefined);
}

function startMetrics(resource: Resource, exporter: PrometheusExporter): () => Promise<void> {
  const provider = new MeterProvider({ resource, readers: [exporter] });
  metrics.setGlobalMeterProvider(provider);
  new RuntimeNodeInstrumentation({ monitoringPrecision: LOOP_SAMPLING_MS }).setMeterProvider(provider);
  return () => provider.shutdown();
}

function startBoth(resource: Resource, exporter: PrometheusExporter): () => Promise<void> {
  // Loaded only here: see startTelemetry.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a static import would always load the SDK
  const { startSdk } = require('./sdk') as typeof import('./sdk');
  return startSdk(resource, exporter, LOOP_SAMPLING_MS);
}
