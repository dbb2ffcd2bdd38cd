import { metrics, type Metric } from '../../libs/telemetry/src/metrics';
import { spanAttributes, spans } from '../../libs/telemetry/src/spans';
import { code, page, table } from './markdown';

/** `docs/reference/telemetry.md`: metrics, spans and attributes. */
export function telemetryPage(): string {
  return page('Telemetry', 'libs/telemetry/src/metrics.ts and spans.ts', [
    'Each service serves its metrics at `/metrics` on `MAESTRO_METRICS_PORT` and sends traces by OTLP/HTTP where ' +
      '`OTEL_EXPORTER_OTLP_ENDPOINT` is set. Metrics of the runtime (`nodejs_*`, `v8js_*`) come on top.',
    '## Metrics',
    table(['name', 'kind', 'labels', 'meaning'], Object.values(metrics).map(metricRow)),
    '## Spans',
    'Spans of HTTP, Postgres and Redis come from their libraries; these are our own.',
    table(
      ['name', 'meaning'],
      Object.values(spans).map((span) => [code(span.name), span.description]),
    ),
    `Attributes: ${Object.values(spanAttributes).map(code).join(', ')}.`,
  ]);
}

function metricRow({ name, kind, labels, description }: Metric): string[] {
  return [code(name), kind, labels.map(code).join(', ') || 'none', description];
}
