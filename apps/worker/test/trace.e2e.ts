import { eventually, install, type Installation } from '@maestro/testing';
import { startCollector, type Collector } from './collector';

interface Span {
  name: string;
  traceId: string;
  service: string;
}

let collector: Collector;
let maestro: Installation;

beforeAll(async () => {
  collector = await startCollector();
  maestro = await install({ scheduler: 0, env: collector.env });
}, 60_000);
afterAll(async () => {
  await maestro?.stop();
  collector?.close();
});

it('leads from the request that starts a run to the task that a worker performs', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const body = { name: 'traced', definition: { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] } };
  const template = await maestro.client.request('POST', '/api/templates', { body });
  const run = await maestro.client.request('POST', '/api/runs', {
    body: { template_id: template.id },
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  await maestro.ended(run.id);
  const mine = await eventually(
    () => {
      const spans = collector.heard('/v1/traces').flatMap((text) => spansOf(JSON.parse(text) as Export));
      const found = spans.filter((span) => span.traceId === traceId);
      return (
        found.some((span) => span.service === 'worker' && span.name === 'task.perform') &&
        found.some((span) => span.service === 'api' && span.name === 'run.start') &&
        found
      );
    },
    { timeoutMs: 15_000, what: 'Spans of both services under the trace of the caller' },
  );
  expect(mine.map((span) => `${span.service} ${span.name}`)).toEqual(
    expect.arrayContaining(['worker task.perform', 'api run.start']),
  );
}, 60_000);

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: { name: string; traceId: string }[] }[];
  }[];
}

function spansOf({ resourceSpans }: Export): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    const service = name.replace(/^maestro-/, '');
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({ name: span.name, traceId: span.traceId, service })),
    );
  });
}
