import { metrics as otel } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { metrics, type Metric } from './metrics';
import { serveMetrics } from './metrics-server';
import { observe, record } from './record';

const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
const provider = new MeterProvider({ readers: [exporter] });
let base = '';

beforeAll(async () => {
  record('loopMoved', 1, { loop: 'before the provider is set' });
  otel.setGlobalMeterProvider(provider);
  const address = await serveMetrics(exporter, { host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${address?.port}`;
});

afterAll(async () => {
  otel.disable();
  await provider.shutdown();
});

/** Without keep-alive: an idle connection would outlive the suite. */
async function get(path: string, method = 'GET', from = base): Promise<Response> {
  return fetch(from + path, { method, headers: { connection: 'close' } });
}

async function scraped(): Promise<string> {
  return (await get('/metrics')).text();
}

describe('record and observe', () => {
  it('appear under exactly the declared names, with their help and labels', async () => {
    record('runsFinished', 2, { result: 'succeeded' });
    record('taskDuration', 0.3, { handler: 'http' });
    record('loopMoved', 5, { loop: 'rescue' });
    const text = await scraped();
    expect(text).toContain('# HELP maestro_runs_total Runs that reached a terminal status');
    expect(text).toContain('maestro_runs_total{result="succeeded"} 2');
    expect(text).toContain('maestro_task_duration_seconds_bucket{handler="http",le="0.5"} 1');
    expect(text).toContain('maestro_task_duration_seconds_bucket{handler="http",le="0.1"} 0');
    expect(text).toContain('maestro_loop_moved_total{loop="rescue"} 5');
  });

  it('ask gauges when somebody looks, from several sources at once, until they end', async () => {
    let depth = 3;
    const ends = [
      observe('workerSlots', () => [{ value: depth, labels: { state: 'busy' } }]),
      observe('workerSlots', () => [{ value: 9, labels: { state: 'free' } }]),
      observe('leader', () => [{ value: 1 }]),
    ];
    expect(await scraped()).toContain('maestro_worker_slots{state="busy"} 3');
    depth = 4;
    const text = await scraped();
    expect(text).toContain('maestro_worker_slots{state="busy"} 4');
    expect(text).toContain('maestro_worker_slots{state="free"} 9');
    expect(text).toContain('maestro_scheduler_is_leader 1');
    ends.forEach((end) => end());
    depth = 5;
    expect(await scraped()).not.toContain('maestro_worker_slots{state="busy"} 5');
  });

  it('are typed by the list', () => {
    const wrong = () => {
      // @ts-expect-error a label that is not declared
      record('runsFinished', 1, { tenant: 'x' });
      // @ts-expect-error labels may not be left out
      record('runsFinished', 1);
      // @ts-expect-error a gauge is observed, not recorded
      record('workerSlots', 1, { state: 'x' });
      // @ts-expect-error a counter is recorded, not observed
      observe('loopMoved', () => []);
    };
    expect(wrong).toBeInstanceOf(Function);
  });
});

describe('the list of metrics', () => {
  const all: Metric[] = Object.values(metrics);

  it.each(all.map((metric) => [metric.name, metric] as const))(
    '%s follows the naming rules',
    (name, metric) => {
      expect(name).toMatch(/^maestro_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total')).toBe(metric.kind === 'counter');
      expect(name.endsWith('_seconds')).toBe(metric.unit === 's');
      expect(metric.buckets !== undefined).toBe(metric.kind === 'histogram');
      expect(metric.labels).not.toContain('le');
    },
  );

  it('names each metric once and no label that grows with use', () => {
    expect(new Set(all.map((metric) => metric.name)).size).toBe(all.length);
    const labels = new Set(all.flatMap((metric) => metric.labels));
    expect([...labels].filter((label) => /tenant|run|task|_id$/.test(label))).toEqual([]);
  });
});

describe('serveMetrics', () => {
  it('serves nothing but /metrics', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(404);
    expect((await get('/metrics?x=1')).status).toBe(200);
  });

  it('takes a free port where the wanted one is taken, and gives up where the host is not ours', async () => {
    const taken = Number(new URL(base).port);
    const second = await serveMetrics(exporter, { host: '127.0.0.1', port: taken });
    expect(second?.port).not.toBe(taken);
    expect((await get('/metrics', 'GET', `http://127.0.0.1:${second?.port}`)).status).toBe(200);
    expect(await serveMetrics(exporter, { host: '192.0.2.1', port: 0 })).toBeNull();
  });
});
