import {
  metrics as otel,
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type ObservableResult,
} from '@opentelemetry/api';
import {
  metrics,
  type EventMetric,
  type GaugeMetric,
  type LabelsOf,
  type Metric,
  type MetricKey,
} from './metrics';

/** Labels may be left out only where a metric has none. */
type LabelArgument<K extends MetricKey> = keyof LabelsOf<K> extends never ? [] : [labels: LabelsOf<K>];

/** One value of a gauge. */
export type Reading<K extends GaugeMetric> = keyof LabelsOf<K> extends never
  ? { readonly value: number }
  : { readonly value: number; readonly labels: LabelsOf<K> };

type Instrument = Pick<Counter, 'add'> | Pick<Histogram, 'record'>;

const instruments = new Map<EventMetric, { meter: Meter; instrument: Instrument }>();

/**
 * Counts `value` or adds it to a histogram, in the unit the list gives (durations: seconds). Costs next to
 * nothing where the process was started without telemetry.
 */
export function record<K extends EventMetric>(key: K, value: number, ...[labels]: LabelArgument<K>): void {
  const instrument = instrumentOf(key);
  const attributes = labels as Attributes | undefined;
  if ('add' in instrument) instrument.add(value, attributes);
  else instrument.record(value, attributes);
}

/**
 * Answers for a gauge: `read` is called whenever metrics are collected, and must be quick and not throw.
 * Returns a function that ends it; the last value stays on the page.
 */
export function observe<K extends GaugeMetric>(key: K, read: () => readonly Reading<K>[]): () => void {
  const { name, unit, description } = metrics[key];
  const gauge = meter().createObservableGauge(name, { unit, description });
  const callback = (result: ObservableResult) => {
    for (const reading of read()) {
      result.observe(reading.value, 'labels' in reading ? (reading.labels as Attributes) : {});
    }
  };
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}

function meter(): Meter {
  return otel.getMeter('maestro');
}

/** Instruments are made at their first use: a meter taken before the provider is set would stay silent. */
function instrumentOf(key: EventMetric): Instrument {
  const current = meter();
  const known = instruments.get(key);
  if (known?.meter === current) return known.instrument;
  const instrument = create(metrics[key], current);
  instruments.set(key, { meter: current, instrument });
  return instrument;
}

function create({ name, kind, unit, description, buckets }: Metric, from: Meter): Instrument {
  if (kind === 'counter') return from.createCounter(name, { unit, description });
  return from.createHistogram(name, {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...(buckets ?? [])] },
  });
}
