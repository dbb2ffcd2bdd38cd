import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let templateId: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  templateId = (await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b') })).body.id;
});

const start = (body: object = { template: 'flow' }) => tenant.call('POST', '/api/runs', { body });

it('starts a run of the version that plays, and says where to find it', async () => {
  const answer = await start();
  expect(answer.status).toBe(201);
  expect(answer.headers.get('location')).toBe(`/api/runs/${answer.body.id}`);
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^run_[0-9a-z]{26}$/),
    template_id: templateId,
    template_name: 'flow',
    template_version: 1,
    status: 'queued',
    control: 'none',
    inputs: {},
    outputs: null,
    output: null,
    error: null,
    created_at: expect.stringMatching(/Z$/),
    started_at: null,
    finished_at: null,
    duration_ms: null,
    cost_cents: 0,
    tokens: 0,
    created_by: 'key:owner',
    priority: 0,
    deadline_at: null,
    labels: {},
    parent: null,
    depth: 0,
    rerun_of: null,
    orchestra_id: null,
    progress: {
      total: 2,
      pending: 2,
      running: 0,
      waiting: 0,
      succeeded: 0,
      failed: 0,
      skipped: 0,
      cancelled: 0,
    },
  });
  expect((await tenant.call('GET', `/api/runs/${answer.body.id}`)).body).toEqual(answer.body);
});

it('starts by id, by name and by version', async () => {
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b', 'c') });
  expect((await start({ template_id: templateId })).body.template_version).toBe(2);
  expect((await start({ template: 'flow', version: 1 })).body).toMatchObject({
    template_version: 1,
    progress: { total: 2 },
  });
});

it('lists the tasks of a run with their nodes', async () => {
  const { body: run } = await start();
  const { body } = await tenant.call('GET', `/api/runs/${run.id}/tasks`);
  expect(body.page).toEqual({ next: null, has_more: false });
  expect(body.data).toEqual([
    {
      id: `task_${run.id.slice(4)}_0`,
      n: 0,
      node: 'a',
      kind: 'task',
      labels: {},
      parent_task: null,
      index: null,
      reused_from: null,
      ref: 'noop',
      status: 'queued',
      attempt: 0,
      max_attempts: expect.any(Number),
      queue: 'default',
      ready_at: expect.stringMatching(/Z$/),
      started_at: null,
      finished_at: null,
      duration_ms: null,
      cost_cents: 0,
      tokens: 0,
      model: null,
      output: null,
      output_ref: null,
      error: null,
      wait: null,
    },
    expect.objectContaining({ n: 1, node: 'b', status: 'pending', ready_at: null }),
  ]);
  const first = (await tenant.call('GET', `/api/runs/${run.id}/tasks?limit=1`)).body;
  const second = (await tenant.call('GET', `/api/runs/${run.id}/tasks?limit=1&after=${first.page.next}`))
    .body;
  expect([first.data[0].n, second.data[0].n, second.page.next]).toEqual([0, 1, null]);
});

it('starts one run for one key, for ever', async () => {
  const body = { template: 'flow', idempotency_key: 'k1' };
  const [first, ...repeats] = await Promise.all(Array.from({ length: 8 }, () => start(body)));
  const ids = new Set([first, ...repeats].map((answer) => answer?.body.id));
  expect(ids.size).toBe(1);
  const statuses = [first, ...repeats].map((answer) => answer?.status).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
});

it('E049: refuses a key that started something else, and keys too long', async () => {
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b', 'c') });
  await start({ template: 'flow', idempotency_key: 'k1' });
  problemOf(await start({ template: 'flow', version: 1, idempotency_key: 'k1' }), [
    422,
    'idempotency-mismatch',
  ]);
  problemOf(await start({ template: 'flow', idempotency_key: 'k'.repeat(300) }), [422, 'out-of-range']);
});

it.each([
  ['no template', {}, 'missing-field', '/template'],
  ['a template by two names', { template: 'flow', template_id: 'tpl_1' }, 'validation-failed', '/template'],
  ['an unknown name', { template: 'none' }, 'unknown-ref', '/template'],
  ['an unknown id', { template_id: 'tpl_00000000000000000000000000' }, 'unknown-ref', '/template_id'],
  ['a name where an id belongs', { template_id: 'flow' }, 'unknown-ref', '/template_id'],
  ['an unknown version', { template: 'flow', version: 9 }, 'unknown-ref', '/version'],
  ['version 0', { template: 'flow', version: 0 }, 'out-of-range', '/version'],
  ['a version as text', { template: 'flow', version: '1' }, 'wrong-type', '/version'],
  ['inputs that are a list', { template: 'flow', inputs: [] }, 'wrong-type', '/inputs'],
  ['inputs the template does not take', { template: 'flow', inputs: { x: 1 } }, 'input-invalid', '/inputs/x'],
  ['E021 a tenant', { template: 'flow', tenant_id: 'ten_1' }, 'unknown-field', '/tenant_id'],
  ['E029 a status', { template: 'flow', status: 'succeeded' }, 'unknown-field', '/status'],
  ['E050 a list of runs', [{ template: 'flow' }], 'wrong-type', undefined],
])('refuses to start with %s', async (_, body, code, pointer) => {
  const problem = problemOf(await start(body), [422, code]);
  expect(problem.errors?.[0]?.pointer).toBe(pointer);
  expect((await tenant.call('GET', '/api/runs')).body.data).toEqual([]);
});

it('E065: checks inputs by the schema of the template, all faults at once', async () => {
  const definition = {
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: { name: 'typed' },
    spec: {
      inputs: {
        type: 'object',
        required: ['feed'],
        properties: { feed: { type: 'string' }, n: { type: 'integer' } },
      },
      nodes: [{ id: 'a', kind: 'task', ref: 'noop' }],
    },
  };
  await tenant.call('POST', '/api/templates', { body: { definition } });
  const { errors } = problemOf(await start({ template: 'typed', inputs: { n: 'x' } }), [
    422,
    'input-invalid',
  ]);
  expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(['/inputs/feed', '/inputs/n']);
  expect((await start({ template: 'typed', inputs: { feed: 'f', n: 1 } })).body.inputs).toEqual({
    feed: 'f',
    n: 1,
  });
});

it('cancels a run once', async () => {
  const { body: run } = await start();
  const answer = await tenant.call('POST', `/api/runs/${run.id}/cancel`, { body: { reason: 'enough' } });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({
    id: run.id,
    control: 'cancel',
    status: 'cancelled',
    progress: { cancelled: 1, skipped: 1 },
  });
  problemOf(await tenant.call('POST', `/api/runs/${run.id}/cancel`), [409, 'not-cancellable']);
});

it('lists runs, newest first, filtered and paged', async () => {
  await tenant.call('POST', '/api/templates', { body: chain('other', 'a') });
  const ids: string[] = [];
  for (const template of ['flow', 'other', 'flow', 'flow']) ids.unshift((await start({ template })).body.id);
  await tenant.call('POST', `/api/runs/${ids[1]}/cancel`);
  const list = async (query: string) => (await tenant.call('GET', `/api/runs${query}`)).body;
  const idsOf = (page: { data: { id: string }[] }) => page.data.map((run) => run.id);

  const first = await list('?limit=3');
  expect(idsOf(first)).toEqual(ids.slice(0, 3));
  expect(idsOf(await list(`?limit=3&after=${first.page.next}`))).toEqual(ids.slice(3));
  expect(idsOf(await list('?status=cancelled,failed'))).toEqual([ids[1]]);
  expect(idsOf(await list(`?template_id=${templateId}&status=queued`))).toEqual([ids[0], ids[3]]);
  expect(idsOf(await list('?template_id=tpl_00000000000000000000000000'))).toEqual([]);
});

it.each([
  ['?limit=0', 'invalid-parameter'],
  ['?limit=1e9', 'invalid-parameter'],
  ['?status=gone', 'invalid-filter'],
  ['?template_id=flow', 'invalid-filter'],
  ['?sort=-created_at', 'invalid-parameter'],
  ['?after=zzz', 'invalid-cursor'],
  ['?status=queued&status=failed', 'invalid-parameter'],
])('E043, E045, E046: refuses %s', async (query, code) => {
  problemOf(await tenant.call('GET', `/api/runs${query}`), [400, code]);
});

it('E046: refuses a cursor that was altered, or is that of another list', async () => {
  for (let i = 0; i < 2; i += 1) await start();
  const { next } = (await tenant.call('GET', '/api/runs?limit=1')).body.page;
  const altered = (next[5] === 'A' ? 'B' : 'A') + next.slice(1);
  problemOf(await tenant.call('GET', `/api/runs?after=${altered}`), [400, 'invalid-cursor']);
  problemOf(await tenant.call('GET', `/api/templates?after=${next}`), [400, 'invalid-cursor']);
});

it.each(['run_00000000000000000000000000', 'run_', 'x', '%2e%2e%2fruns', '%00', 'task_1', "run_' OR 1=1"])(
  'E020: knows no run %s',
  async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/tasks'],
      ['GET', '/events'],
      ['POST', '/cancel'],
    ] as const) {
      problemOf(await tenant.call(method, `/api/runs/${id}${path}`), [404, 'not-found']);
    }
  },
);
