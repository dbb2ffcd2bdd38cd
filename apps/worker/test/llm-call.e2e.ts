import { randomBytes } from 'node:crypto';
import {
  eventually,
  install,
  startOpenAiServer,
  type Installation,
  type ModelServer,
} from '@maestro/testing';

let maestro: Installation;
let first: ModelServer;
let second: ModelServer;

const KEY = 'sk-e2e-0123456789';

beforeAll(async () => {
  [maestro, first, second] = await Promise.all([
    install({ env: { MAESTRO_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}` } }),
    startOpenAiServer(),
    startOpenAiServer(),
  ]);
  await maestro.allow(first.host, second.host);
  await maestro.client.request('PUT', '/api/secrets/{name}', {
    params: { name: 'MODEL_KEY' },
    body: { value: KEY },
  });
  const models = [{ name: 'big', context_tokens: 10_000 }];
  await provide({ name: 'first', kind: 'openai', base_url: first.url, secret: 'MODEL_KEY', models });
  await provide({
    name: 'second',
    kind: 'openai',
    base_url: second.url,
    region: 'eu',
    data_classes: ['pii'],
    models: [...models, ...['called', 'dear'].map((name) => ({ name, context_tokens: 10_000 }))],
  });
  await provide({
    ...{ name: 'local', kind: 'rules', models: [{ name: 'small', context_tokens: 1_000 }] },
    rules: [{ match: 'weather', reply: 'It rains on {{last}}.' }],
  });
  for (const [model, input_nanos, output_nanos, call_nanos] of [
    ['big', 1_000, 10_000, 0],
    ['called', 0, 0, 20_000_000],
    ['dear', 0, 0, 40_000_000],
  ] as const)
    await maestro.client.request('PUT', '/api/model-pricing/{model}', {
      params: { model },
      body: { input_nanos, output_nanos, call_nanos },
    });
}, 90_000);
afterAll(async () => {
  await Promise.all([maestro?.stop(), first?.close(), second?.close()]);
});
afterEach(() => {
  for (const server of [first, second]) server.calls.length = server.bills.length = 0;
});

type NewProvider = Parameters<typeof provide>[0];

async function provide(body: Record<string, unknown>): Promise<void> {
  await maestro.client.request('POST', '/api/model-providers', { body: body as never });
}

let templates = 0;

async function start(nodes: string, more = ''): Promise<string> {
  const name = `llm-${(templates += 1)}`;
  const source = `apiVersion: maestro/v1\nkind: Workflow\nmetadata: { name: ${name} }\nspec:\n  nodes:\n    - ${nodes}\n${more}`;
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  return (await maestro.client.request('POST', '/api/runs', { body: { template_id: id } })).id;
}

async function outcome(nodes: string, more = '') {
  const ended = await maestro.ended(await start(nodes, more));
  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: ended.id } });
  const [task] = data;
  return { run: ended, task, output: task?.output as Record<string, unknown>, error: task?.error };
}

const node = (input: string, more = '') => `{ id: a, kind: task, ref: llm_call, with: { ${input} }${more} }`;

async function entries(runId: string) {
  const rows = await maestro.sql<{
    run: string;
    amount: string;
    flags: string[];
    usage: object;
    model: string;
  }>(`SELECT run_id::text AS run, amount::text, flags, usage, model FROM maestro_cost_entries ORDER BY at`);
  const { data } = await maestro.client.request('GET', '/api/costs', {
    query: { group_by: ['run', 'model'] },
  });
  return { rows, cost: data.find((each) => each.run_id === runId) };
}

it('answers by rules, without a network and without a price', async () => {
  const { run, output } = await outcome(node('model: small, prompt: the weather'));
  expect(run.status).toBe('succeeded');
  expect(output).toMatchObject({
    ...{ text: 'It rains on the weather.', finish_reason: 'stop', provider: 'local', model: 'small' },
    usage: { input_tokens: 3, output_tokens: 6 },
  });
}, 30_000);

it('charges what was used to the micro-dollar, shows text as it comes, and never shows the key', async () => {
  first.next({ text: `You sent ${KEY}, and all is well.` });
  const { run, output } = await outcome(node('provider: first, model: big, system: Be kind., prompt: hello'));
  expect(first.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}` });
  const [bill] = first.bills;
  const usage = { input_tokens: bill?.input, output_tokens: bill?.output };
  expect(output).toMatchObject({ text: 'You sent ***, and all is well.', usage, provider: 'first' });
  const { rows, cost } = await entries(run.id);
  expect(rows.at(-1)).toMatchObject({
    amount: String(Math.ceil((bill!.input * 1_000 + bill!.output * 10_000) / 1_000)),
    flags: [],
    usage: { provider: 'first', model: 'big', input: bill?.input, output: bill?.output },
  });
  expect(cost).toMatchObject({ model: 'big', attempts: 1 });
  await eventually(async () => {
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/events', { params: { id: run.id } });
    const said = JSON.stringify(data);
    expect(said).not.toContain(KEY);
    return (
      data.some((event) => String(event.data?.['text']).startsWith('You sent ***')) &&
      said.includes('prompt_digest')
    );
  });
}, 30_000);

it('E111 goes to the next provider where the first certainly cost nothing, and pays once', async () => {
  first.next({ status: 429, headers: { 'retry-after': '30' } });
  const { output, run } = await outcome(
    node('provider: first, model: big, prompt: x, fallback: [{ provider: second, model: big }]'),
  );
  expect([output['provider'], first.bills, second.bills.length]).toEqual(['second', [], 1]);
  expect((await entries(run.id)).cost).toMatchObject({ attempts: 1, assumed_cents: 0 });
}, 30_000);

it('E111 takes a stream that was cut for spent, and asks the next in a further attempt', async () => {
  first.next({ text: 'a b c d e f g h', cut: 'end' });
  const { output, run, task } = await outcome(
    node(
      'provider: first, model: big, prompt: x, fallback: [{ provider: second, model: big }]',
      ', retry: { max_attempts: 2, delay: 10ms }',
    ),
  );
  expect([output['provider'], task?.attempt, first.bills.length, second.bills.length]).toEqual([
    'second',
    2,
    1,
    1,
  ]);
  const { rows } = await entries(run.id);
  expect(rows.slice(-2).map(({ flags }) => flags)).toEqual([['assumed'], []]);
}, 30_000);

it('asks once more for an answer that conforms, and then gives up; usage that cannot be is the worst case', async () => {
  const schema = 'schema: { type: object, required: [n], properties: { n: { type: integer } } }';
  const asked = node(`provider: first, model: big, prompt: x, max_tokens: 50, ${schema}`);
  first.next({ text: '{"n":"one"}' }, { text: '```json\n{"n":1}\n```' });
  const good = await outcome(asked);
  expect(good.output).toMatchObject({
    object: { n: 1 },
    usage: { output_tokens: first.bills[0]!.output + first.bills[1]!.output },
  });
  expect(JSON.stringify(first.calls[1]?.body['messages'])).toContain('/n');
  first.next({ text: 'no' }, { text: '' });
  expect((await outcome(asked)).error).toMatchObject({ code: 'llm-output-invalid' });
  first.next({ text: 'x', usage: { prompt_tokens: -5, completion_tokens: 1 } });
  const odd = await outcome(node('provider: first, model: big, prompt: x'));
  expect(odd.output['usage']).toEqual({ input_tokens: null, output_tokens: 1 });
  expect((await entries(odd.run.id)).rows.at(-1)?.flags).toEqual(['impossible']);
  first.next({ text: '' });
  expect((await outcome(node('provider: first, model: big, prompt: x'))).error?.code).toBe(
    'llm-output-invalid',
  );
}, 60_000);

it.each([
  ['E113', 'model: big, prompt: x, max_tokens: 20000', '', 'context-too-large'],
  ['E113', 'model: big, prompt: x', '  budget: { cap: 0.000001 USD }\n', 'budget-exceeded'],
  ['E107', 'model: big, prompt: x, route: { regions: [mars] }', '', 'policy-denied'],
  ['E107', 'provider: first, model: big, prompt: x, route: { data_classes: [pii] }', '', 'policy-denied'],
  ['E107', 'model: huge, prompt: x', '', 'unknown-model-provider'],
])(
  '%s refuses before the call: %s',
  async (_, input, more, code) => {
    expect((await outcome(node(input), more)).error).toMatchObject({ code });
    expect([...first.calls, ...second.calls]).toEqual([]);
  },
  30_000,
);

it('keeps an answer for the same question, and a rerun of what follows asks nobody', async () => {
  const asked = 'provider: second, model: big, prompt: again?, cache: { ttl: 1h }';
  const before = await outcome(node(asked));
  const again = await outcome(node(asked));
  expect([again.output, second.calls.length]).toEqual([before.output, 1]);
  const run = await maestro.ended(
    await start(
      `${node('provider: second, model: big, prompt: once')}\n    - { id: b, kind: task, ref: noop }`,
      '  edges: [{ from: a, to: b }]\n',
    ),
  );
  expect(second.calls).toHaveLength(2);
  const rerun = await maestro.client.request('POST', '/api/runs/{id}/rerun', {
    params: { id: run.id },
    body: { from: ['b'] },
  });
  expect((await maestro.ended(rerun.run?.id ?? '')).status).toBe('succeeded');
  expect(second.calls).toHaveLength(2);
}, 30_000);

it('asks as an agent says, in the version that there was when the run began', async () => {
  await maestro.client.request('POST', '/api/agents', {
    body: {
      name: 'triage',
      ...{ model: { provider: 'first', model: 'big', max_tokens: 40 }, system_prompt: 'Be brief.' },
      ...{ output_schema: { type: 'object', required: ['n'] }, limits: { max_cost: '0.01 USD' } },
    } as never,
  });
  first.next({ text: '{"n":1}' });
  const { output, run } = await outcome(node('agent: triage, prompt: how many?'));
  expect(output).toMatchObject({ object: { n: 1 }, provider: 'first', model: 'big' });
  expect(first.calls[0]?.body).toMatchObject({
    max_tokens: 40,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'how many?' },
    ],
  });
  await eventually(async () => {
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/events', { params: { id: run.id } });
    return data.some(({ data: said }) => JSON.stringify(said).includes('"agent_version":1'));
  });
  const dear = await outcome(node('agent: triage, prompt: how many?, max_tokens: 2000'));
  expect(dear.error).toMatchObject({ code: 'budget-exceeded', retryable: false });
  const nobody = await outcome(node('agent: nobody, prompt: x'));
  expect([nobody.error?.code, first.calls.length]).toEqual(['unknown-ref', 1]);
}, 30_000);

it('E111 asks again, too, where each call has a price, and pays for both', async () => {
  second.next({ text: 'no JSON' }, { text: '{"n":1}' });
  const { output, run } = await outcome(node('model: called, prompt: x, schema: { type: object }'));
  expect([output['object'], second.bills.length]).toEqual([{ n: 1 }, 2]);
  const { rows } = await entries(run.id);
  expect(rows.at(-1)).toMatchObject({ amount: '40000', flags: [], usage: { calls: 2 } });
}, 30_000);

it('waits for money on the way to a fallback, and then asks and pays for that one alone', async () => {
  first.next({ status: 529, headers: { 'retry-after': '1' } }, { status: 529 });
  const asks = 'provider: first, model: big, prompt: x, fallback: [{ model: dear }]';
  const id = await start(
    `${node('model: called, prompt: x')}\n    - { id: b, kind: task, ref: llm_call, with: { ${asks} } }`,
    '  edges: [{ from: a, to: b }]\n  budget: { cap: 0.05 USD }\n',
  );
  await eventually(async () => {
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id } });
    return data.some(({ node: id, status }) => id === 'b' && status === 'waiting');
  });
  expect([first.calls.length, second.bills.length]).toEqual([1, 1]);
  const { data } = await maestro.client.request('GET', '/api/budgets', { query: { scope: 'run' } });
  const own = data.find(({ subject }) => subject === id);
  await maestro.client.request('POST', '/api/budgets/{id}/top-up', {
    params: { id: own?.id ?? '' },
    body: { amount: '0.01 USD' },
  });
  expect((await maestro.ended(id)).status).toBe('succeeded');
  expect([first.bills, second.bills.map(({ model }) => model)]).toEqual([[], ['called', 'dear']]);
  expect((await entries(id)).rows.slice(-2).map(({ amount }) => amount)).toEqual(['20000', '40000']);
}, 60_000);

it('E112 lets nobody send prompts to an address that the tenant does not allow', async () => {
  const provider: NewProvider = {
    name: 'mine',
    kind: 'openai',
    base_url: 'https://evil.example/v1',
    models: [{ name: 'm', context_tokens: 10 }],
  };
  await expect(provide(provider)).rejects.toMatchObject({ problem: { code: 'policy-denied', status: 403 } });
  const source = `apiVersion: maestro/v1\nkind: Workflow\nmetadata: { name: own }\nspec:\n  nodes:\n    - ${node('model: big, prompt: x, base_url: https://evil.example')}\n`;
  await expect(maestro.client.request('POST', '/api/templates', { body: { source } })).rejects.toMatchObject({
    problem: { code: 'template-invalid' },
  });
});
