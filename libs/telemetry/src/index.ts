export { createLogger, type Logger } from './logger';
export { metrics, type EventMetric, type GaugeMetric, type LabelsOf, type Metric } from './metrics';
export { observe, record, type Reading } from './record';
export { redactText } from './redact';
export { spanAttributes, spans, type SpanAttributes, type SpanKey } from './spans';
export { metricsAddress, shutdownTelemetry } from './state';
export { annotateSpan, currentTraceparent, withRemoteContext, withSpan } from './trace';
