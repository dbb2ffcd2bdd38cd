import { eventually, install, type Installation } from '@maestro/testing';
import { startCollector, type Collector } from './collector';

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number | string };
}

interface Span {
  name: string;
  traceId: string;
  service: string;
  attributes: Attribute[];
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
  await runTraced(template.id, traceId);
  const mine = await eventually(
    () => {
      const found = spansOfTrace(traceId);
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

it('says of a task which model it asked, and how many tokens it had', async () => {
  const traceId = '1bf7651916cd43dd8448eb211c80319d';
  await maestro.client.request('POST', '/api/model-providers', {
    body: {
      name: 'local',
      kind: 'rules',
      models: [{ name: 'small', context_tokens: 1_000 }],
      rules: [{ reply: 'Yes.' }],
    },
  });
  const ask = { id: 'ask', kind: 'task', ref: 'llm_call', with: { model: 'small', prompt: 'Is it?' } };
  const body = { name: 'asks', definition: { nodes: [ask], edges: [] } };
  const template = await maestro.client.request('POST', '/api/templates', { body });
  await runTraced(template.id, traceId);
  const span = await eventually(() => spansOfTrace(traceId).find(({ name }) => name === 'task.perform'), {
    timeoutMs: 15_000,
    what: 'The span of the task',
  });
  const said = Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
  expect(said).toMatchObject({ 'maestro.model.provider': 'local', 'gen_ai.request.model': 'small' });
  expect(said['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
  expect(said['gen_ai.usage.output_tokens']).toBeGreaterThan(0);
}, 60_000);

async function runTraced(templateId: string, traceId: string): Promise<void> {
  const run = await maestro.client.request('POST', '/api/runs', {
    body: { template_id: templateId },
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  await maestro.ended(run.id);
}

function spansOfTrace(traceId: string): Span[] {
  const spans = collector.heard('/v1/traces').flatMap((text) => spansOf(JSON.parse(text) as Export));
  return spans.filter((span) => span.traceId === traceId);
}

interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: { spans: Omit<Span, 'service'>[] }[];
  }[];
}

function spansOf({ resourceSpans }: Export): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const named = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    const service = named.replace(/^maestro-/, '');
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ name, traceId, attributes }) => ({ name, traceId, attributes, service })),
    );
  });
}
