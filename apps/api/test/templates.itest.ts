import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => (tenant = await maestro.newTenant()));

const yaml = `
apiVersion: maestro/v1
kind: Workflow
metadata:
  { name: hello, tag: Monitor, owner: ops, description: Says hello, labels: { team: a }, cost_estimate: 0.40 USD, capabilities: [greets] }
spec:
  nodes: [ { id: a, kind: task, ref: noop }, { id: b, kind: task, ref: noop } ]
  edges: [ { from: a, to: b } ]
`;
const publish = (body: unknown, type?: string, query = '') =>
  tenant.call('POST', `/api/templates${query}`, { body, type });

it('publishes YAML as it is, and reads it back by id and by name', async () => {
  const created = await publish(yaml, 'application/yaml');
  expect(created.status).toBe(201);
  expect(created.body).toEqual({
    id: expect.stringMatching(/^tpl_[0-9a-z]{26}$/),
    name: 'hello',
    version: 1,
    description: 'Says hello',
    tag: 'Monitor',
    owner: 'ops',
    labels: { team: 'a' },
    pipeline_kind: null,
    capabilities: ['greets'],
    cost_estimate: '0.40 USD',
    purpose: null,
    authority: null,
    licence: null,
    created_at: expect.stringMatching(/Z$/),
    updated_at: expect.stringMatching(/Z$/),
    outcome: 'template_created',
  });
  const { outcome: _, ...template } = created.body;
  expect((await tenant.call('GET', '/api/templates/hello')).body).toEqual(template);
  expect((await tenant.call('GET', `/api/templates/${created.body.id}`)).body).toEqual(template);
  const version = await tenant.call('GET', '/api/templates/hello/versions/1');
  expect(version.body).toMatchObject({
    version: 1,
    format: 'yaml',
    source: yaml,
    created_by: 'key:owner',
    content_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    plan: { nodes: [{ id: 'a' }, { id: 'b' }] },
  });
});

it('takes the same content for the same version, in whatever spelling', async () => {
  await publish(yaml, 'application/yaml');
  const again = await publish({ source: `# a comment\n${yaml}` });
  expect([again.status, again.body.outcome, again.body.version]).toEqual([200, 'unchanged', 1]);
  const other = await publish({ source: yaml.replace('id: b', 'id: c').replace('to: b', 'to: c') });
  expect([other.status, other.body.outcome, other.body.version]).toEqual([201, 'version_created', 2]);
  const { body } = await tenant.call('GET', '/api/templates/hello/versions');
  expect(body.data.map((row: { version: number }) => row.version)).toEqual([2, 1]);
  expect(body.page).toEqual({ next: null, has_more: false });
});

it('takes the name from the template, else from the body, else from the address', async () => {
  expect((await publish(chain('by-body', 'a'))).body.name).toBe('by-body');
  const { definition } = chain('', 'a');
  expect((await publish({ definition }, undefined, '?name=by-address')).body.name).toBe('by-address');
  expect((await publish({ name: 'ignored', source: yaml })).body.name).toBe('hello');
  problemOf(await publish({ definition }), [422, 'missing-field']);
  problemOf(await publish(chain('Not A Name', 'a')), [422, 'invalid-name']);
});

it('checks a template without keeping it', async () => {
  const answer = await tenant.call('POST', '/api/templates/validate', {
    body: yaml,
    type: 'application/yaml',
  });
  expect([answer.status, answer.body]).toEqual([200, { valid: true, name: 'hello', nodes: 2, warnings: [] }]);
  expect((await tenant.call('GET', '/api/templates')).body.data).toEqual([]);
});

it('tells all faults of a template at once, each with its place in the body', async () => {
  const definition = {
    nodes: [
      { id: 'a', kind: 'task', ref: 'nop' },
      { id: 'a', kind: 'task', ref: 'noop' },
    ],
    edges: [{ from: 'a', to: 'z' }],
  };
  for (const path of ['/api/templates', '/api/templates/validate']) {
    const { errors } = problemOf(await tenant.call('POST', path, { body: { name: 'x', definition } }), [
      422,
      'template-invalid',
    ]);
    expect(errors?.map(({ code, pointer }) => [code, pointer])).toEqual(
      expect.arrayContaining([
        ['unknown-handler', '/definition/nodes/0/ref'],
        ['duplicate-id', '/definition/nodes/1/id'],
        ['unknown-node', '/definition/edges/0/to'],
      ]),
    );
    expect(errors?.find(({ code }) => code === 'unknown-handler')?.suggestion).toBe('noop');
  }
  const text = problemOf(
    await publish('nodes:\n  - id: a\n    kind: task\n    ref: nop\n', 'application/yaml'),
    [422, 'template-invalid'],
  );
  expect(text.errors?.[0]).toMatchObject({ line: 4, column: 10, pointer: '/nodes/0/ref' });
});

it.each([
  ['neither source nor definition', {}, 422, 'missing-field'],
  ['both', { source: yaml, definition: {} }, 422, 'validation-failed'],
  ['a definition that is a text', { definition: 'x' }, 422, 'wrong-type'],
  ['a source that is an object', { source: {} }, 422, 'wrong-type'],
  ['an unknown field', { source: yaml, nodes: [] }, 422, 'unknown-field'],
  ['U+0000 in a definition', '{"name":"x","definition":{"nodes":[],"x":"\\u0000"}}', 422, 'out-of-range'],
])('refuses %s', async (_, body, status, code) => {
  problemOf(await publish(body), [status, code]);
});

it('E056: takes 256 KiB of YAML and 4 MiB of JSON, and no more', async () => {
  const padded = (bytes: number) => `${yaml}# ${'x'.repeat(bytes - yaml.length - 2)}`;
  expect((await publish(padded(256 * 1024), 'application/yaml')).status).toBe(201);
  problemOf(await publish(padded(256 * 1024 + 1), 'application/yaml'), [413, 'payload-too-large']);
  const { definition } = chain('large', 'a');
  const json = JSON.stringify({ name: 'large', definition }).replace(
    '{',
    `{${' '.repeat(4 * 1024 * 1024 - 200)}`,
  );
  expect((await publish(json)).status).toBe(201);
  problemOf(await publish(' '.repeat(5_000_000) + json), [413, 'payload-too-large']);
});

it('does not choke on a text that YAML can spell and the database cannot store', async () => {
  const source = 'nodes: [ { id: a, kind: task, ref: noop, with: { x: "\\0" } } ]\n';
  const answer = await publish(source, 'application/yaml', '?name=nul');
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});

it('pages through templates by name', async () => {
  for (const name of ['c', 'a', 'b']) await publish(chain(name, 'n'));
  const first = (await tenant.call('GET', '/api/templates?limit=2')).body;
  expect(first.data.map((row: { name: string }) => row.name)).toEqual(['a', 'b']);
  const rest = (await tenant.call('GET', `/api/templates?limit=2&after=${first.page.next}`)).body;
  expect(rest.data.map((row: { name: string }) => row.name)).toEqual(['c']);
  expect(rest.page).toEqual({ next: null, has_more: false });
});

it.each(['none', 'tpl_00000000000000000000000000', 'TPL', '%00', '..', "'", 'tpl_', '%F0%9F%98%80'])(
  'E020: knows no template %s',
  async (id) => {
    problemOf(await tenant.call('GET', `/api/templates/${id}/versions`), [404, 'not-found']);
    problemOf(await tenant.call('GET', `/api/templates/${id}/versions/1`), [404, 'not-found']);
  },
);

it.each(['0', '2', '-1', '1.0', 'x', '99999999999999999999', '%00'])(
  'knows no version %s',
  async (version) => {
    await publish(yaml, 'application/yaml');
    problemOf(await tenant.call('GET', `/api/templates/hello/versions/${version}`), [404, 'not-found']);
  },
);

it('names the tools that do not exist, and lets a template be its own', async () => {
  const asks = (...tools: unknown[]) => ({
    ...{ apiVersion: 'maestro/v1', kind: 'Workflow', metadata: { name: 'asks' } },
    spec: { nodes: [{ id: 'a', kind: 'task', ref: 'llm_call', with: { model: 'm', prompt: 'x', tools } }] },
  });
  const unknown = asks('template:nobody', 'template:asks', 'http:crm.find', 'mcp:Not.a.tool');
  for (const route of ['', '/validate']) {
    const answer = await tenant.call('POST', `/api/templates${route}`, { body: { definition: unknown } });
    const refused = problemOf(answer, [422, 'template-invalid']);
    expect(refused.errors?.map(({ pointer, code, mst }) => [pointer, code, mst])).toEqual(
      [0, 2, 3].map((i) => [`/definition/spec/nodes/0/with/tools/${i}`, 'unknown-ref', 'MST1407']),
    );
  }
  await publish(yaml, 'application/yaml');
  expect((await publish({ definition: asks('template:hello', 'template:asks') })).status).toBe(201);
  const agent = { name: 'helper', model: { model: 'm' }, tools: ['template:hello', 'template:nobody'] };
  const made = problemOf(await tenant.call('POST', '/api/agents', { body: agent }), [422, 'unknown-ref']);
  expect(made.errors?.map(({ pointer }) => pointer)).toEqual(['/tools/1']);
});
