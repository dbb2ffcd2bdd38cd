import { firstIdAt, formatId, parseId } from '@maestro/persistence';
import { boundNames } from '@maestro/secrets';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { performTask } from './performing';

let maestro: Harness;
let tenant: TestTenant;
let score: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  score = (await post('/api/templates', chain('flow', 'a'))).body.id;
});

const post = (path: string, body: object = {}, headers = {}) => tenant.call('POST', path, { body, headers });
const get = (path: string) => tenant.call('GET', path);
const patch = (id: string, body: object, headers = {}) =>
  tenant.call('PATCH', `/api/orchestras/${id}`, { body, headers });
const create = async (body: object = {}) => {
  const made = await post('/api/orchestras', { score_id: score, name: 'Cold leads', ...body });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return made.body;
};
const play = (id: string, body: object = {}) => post(`/api/runs/by-orchestra/${id}`, body);
const publish = async (template: object) => {
  const definition = { apiVersion: 'maestro/v1', kind: 'Workflow', ...template };
  const made = await post('/api/templates', { definition });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return made.body.id;
};
const actions = async () =>
  (await get('/api/audit?limit=100')).body.data
    .map(({ action }: { action: string }) => action)
    .filter((action: string) => action.startsWith('orchestra.'));

describe('an orchestra', () => {
  it('begins switched off, with every field of its own', async () => {
    const made = await post('/api/orchestras', { score_id: score, name: 'Cold leads' });
    expect(made.headers.get('location')).toBe(`/api/orchestras/${made.body.id}`);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^orc_[0-9a-z]{26}$/),
      ...{ name: 'Cold leads', tag: null, description: '', cron: '', timezone: 'UTC', schedule: {} },
      ...{ score_id: score, score_name: 'flow', enabled: false, status: 'paused' },
      ...{ inputs: {}, labels: {}, secret_bindings: {} },
      ...{ skills: null, instructions: null, handoff_to_agent_id: null },
      ...{ next_fire_at: null, created_by: expect.any(String), etag: expect.stringMatching(/^"[\w-]{22}"$/) },
      ...{ created_at: expect.any(String), updated_at: expect.any(String) },
    });
    expect((await get(`/api/orchestras/${made.body.id}`)).body).toEqual(made.body);
  });

  it('has the tag of the kind of its score, unless one is chosen', async () => {
    const metadata = { name: 'leads', pipeline_kind: 'outreach' };
    score = await publish({ metadata, spec: chain('leads', 'a').definition });
    expect((await create()).tag).toBe('Outreach');
    const chosen = await create({ tag: 'CRM' });
    expect(chosen.tag).toBe('CRM');
    expect((await patch(chosen.id, { tag: 'Auto' })).body.tag).toBe('Outreach');
  });

  it.each([
    [{ score_id: 'tpl_01j9z3k4v5x6y7z8a9b0c1d2e3' }, 'unknown-ref', '/score_id'],
    [{ score_id: 'flow' }, 'unknown-ref', '/score_id'],
    [{ tag: 'Spam' }, 'validation-failed', '/tag'],
    [{ cron: '0 0 2 * * *' }, 'invalid-cron', '/cron'],
    [{ cron: '0 0 30 2 *' }, 'invalid-cron', '/cron'],
    [{ timezone: 'Europe/Atlantis' }, 'unknown-timezone', '/timezone'],
    [{ schedule: { misfire: 'never' } }, 'validation-failed', '/schedule/misfire'],
    [{ schedule: { often: true } }, 'unknown-field', '/schedule/often'],
    [{ cron: '0 2 * * *', schedule: { interval: '5m' } }, 'conflicting-fields', '/schedule/interval'],
    [{ labels: { team: 1 } }, 'wrong-type', '/labels/team'],
    [{ enabled: true }, 'unknown-field', '/enabled'],
    [{ skills: null }, 'unknown-field', '/skills'],
  ])('is not made of %j', async (body, code, pointer) => {
    const refused = await post('/api/orchestras', { score_id: score, name: 'Cold leads', ...body });
    expect(problemOf(refused, [422, code]).errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('keeps its score', async () => {
    const { id } = await create();
    const refused = await patch(id, { score_id: score });
    expect(problemOf(refused, [422, 'orchestra-score-immutable']).errors).toMatchObject([
      { pointer: '/score_id' },
    ]);
    const uuid = parseId('orc', id);
    await expect(
      maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
        tx.query('UPDATE maestro_orchestras SET template_id = template_id WHERE id = $1', [uuid]),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('is changed by one of two who read the same', async () => {
    const { id, etag } = await create();
    const read = await get(`/api/orchestras/${id}`);
    const first = await patch(id, { cron: '0 2 * * *', timezone: 'Europe/Berlin' }, { 'if-match': etag });
    expect(first.body).toMatchObject({ cron: '0 2 * * *', timezone: 'Europe/Berlin', status: 'paused' });
    problemOf(await patch(id, { name: 'B' }, { 'if-match': read.headers.get('etag') ?? '' }), [
      412,
      'version-conflict',
    ]);
    // That a run of it begins is no change that somebody made.
    const known = first.headers.get('etag') ?? '';
    await play(id);
    expect((await patch(id, { name: 'B' }, { 'if-match': known })).body).toMatchObject({
      ...{ name: 'B', status: 'running' },
    });
    expect(await actions()).toEqual(['orchestra.changed', 'orchestra.changed', 'orchestra.created']);
  });

  it('says when it fires next once it is switched on', async () => {
    const { id } = await create({ cron: '0  2 * * *' });
    const on = (await patch(id, { enabled: true })).body;
    expect(on).toMatchObject({ cron: '0 2 * * *', enabled: true, status: 'scheduled' });
    const next = new Date(on.next_fire_at);
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([2, 0]);
    expect(next.getTime() - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect((await patch(id, { cron: '' })).body).toMatchObject({ status: 'idle', next_fire_at: null });
    const often = await patch(id, { schedule: { interval: '1h' } });
    expect(often.body).toMatchObject({ status: 'scheduled', next_fire_at: expect.any(String) });
    expect((await patch(id, { enabled: false })).body).toMatchObject({
      ...{ status: 'paused', next_fire_at: null },
    });
    expect(await actions()).toEqual([
      ...['orchestra.disabled', 'orchestra.changed', 'orchestra.changed', 'orchestra.enabled'],
      'orchestra.created',
    ]);
  });

  it('is not switched on with inputs that its score does not take', async () => {
    const { id } = await create({ inputs: { who: 'ann' } });
    const refused = await patch(id, { enabled: true });
    expect(problemOf(refused, [422, 'input-invalid']).errors).toMatchObject([{ pointer: '/inputs/who' }]);
    expect((await patch(id, { enabled: true, inputs: {} })).status).toBe(200);
  });

  it('is listed by its tag, status, score and switch, page by page', async () => {
    const made = [
      await create({ tag: 'CRM' }),
      await create({ tag: 'Inbox', cron: '* * * * *' }),
      await create({ tag: 'CRM' }),
    ];
    await patch(made[1].id, { enabled: true });
    const ids = async (query: string) =>
      (await get(`/api/orchestras?${query}`)).body.data.map(({ id }: { id: string }) => id);
    const [a, b, c] = made.map(({ id }) => id);
    expect(await ids('')).toEqual([a, b, c]);
    expect(await ids('tag=CRM')).toEqual([a, c]);
    expect(await ids('status=scheduled,running')).toEqual([b]);
    expect(await ids('enabled=false&tag=CRM,Inbox')).toEqual([a, c]);
    expect(await ids(`score_id=${score}`)).toHaveLength(3);
    expect(await ids('score_id=tpl_01j9z3k4v5x6y7z8a9b0c1d2e3')).toEqual([]);
    const page = (await get('/api/orchestras?limit=2')).body;
    expect(page).toMatchObject({ data: [{ id: a }, { id: b }], page: { has_more: true } });
    expect(await ids(`limit=2&after=${page.page.next}`)).toEqual([c]);
    problemOf(await get('/api/orchestras?tag=Spam'), [400, 'invalid-filter']);
  });

  it('is hidden when it is deleted, and its runs stay', async () => {
    const { id } = await create({ cron: '* * * * *' });
    await patch(id, { enabled: true });
    const run = (await play(id)).body;
    expect((await tenant.call('DELETE', `/api/orchestras/${id}`)).status).toBe(200);
    for (const path of ['', '/runs', '/stats'])
      problemOf(await get(`/api/orchestras/${id}${path}`), [404, 'not-found']);
    problemOf(await play(id), [404, 'not-found']);
    expect((await get('/api/orchestras')).body.data).toEqual([]);
    expect((await get(`/api/runs/${run.id}`)).body).toMatchObject({ orchestra_id: id });
    expect(await actions()).toEqual(['orchestra.deleted', 'orchestra.enabled', 'orchestra.created']);
  });
});

describe('running an orchestra now', () => {
  it('goes around its switch, with its inputs and labels', async () => {
    const spec = { inputs: { type: 'object' }, ...chain('asks', 'a').definition };
    score = await publish({ metadata: { name: 'asks' }, spec });
    const { id } = await create({ inputs: { who: 'ann', n: 1 }, labels: { team: 'sales' } });
    const run = await play(id, { inputs: { n: 2 }, labels: { try: 'yes' } });
    expect(run.status).toBe(201);
    expect(run.body).toMatchObject({
      ...{ orchestra_id: id, inputs: { who: 'ann', n: 2 }, labels: { team: 'sales', try: 'yes' } },
    });
    expect((await play(id)).body.inputs).toEqual({ who: 'ann', n: 1 });
  });

  it('plays the version published last', async () => {
    const { id } = await create();
    expect((await play(id)).body.template_version).toBe(1);
    await post('/api/templates', chain('flow', 'a', 'b'));
    expect((await play(id)).body.template_version).toBe(2);
  });

  it('goes around no freeze window of its tag', async () => {
    const [frozen, free] = [await create({ tag: 'Outreach' }), await create({ tag: 'CRM' })];
    const around = { start: '2020-01-01', end: '2190-01-01' };
    await post('/api/freeze-windows', { name: 'No mail', ...around, scope: { tags: ['Outreach'] } });
    problemOf(await play(frozen.id), [409, 'frozen']);
    expect((await play(free.id)).status).toBe(201);
    expect((await post('/api/runs', { template: 'flow' })).status).toBe(201);
  });

  it('goes around no rule of policy', async () => {
    const { id } = await create({ tag: 'Outreach' });
    const text = `@id("no-outreach") forbid (principal, action == Action::"run:start", resource)
      when { resource has orchestra && resource.orchestra.tag == "Outreach" };
      @id("rest") permit (principal, action, resource);`;
    const rule = await post('/api/policies', { name: 'outreach', text });
    expect([rule.status, rule.text]).toEqual([201, expect.any(String)]);
    problemOf(await play(id), [403, 'policy-denied']);
  });

  it('goes by what it says of runs that overlap, with or without a schedule', async () => {
    const open = async (id: string) =>
      (await get(`/api/runs?orchestra_id=${id}`)).body.data.map(({ status }: { status: string }) => status);
    const [skips, queues, cancels] = [
      await create({ schedule: { overlap: 'skip' } }),
      await create({ schedule: { overlap: { queue: 1 } } }),
      await create({ schedule: { overlap: 'cancel_running' } }),
    ];
    for (const { id } of [skips, queues, cancels]) expect((await play(id)).status).toBe(201);
    problemOf(await play(skips.id), [409, 'orchestra-busy']);
    const waits = await play(queues.id);
    expect(waits.body).toMatchObject({ status: 'pending' });
    expect((await get(`/api/runs/${waits.body.id}/explain`)).body.run).toMatchObject({ code: 'OVERLAP' });
    problemOf(await play(queues.id), [409, 'orchestra-busy']);
    expect((await play(cancels.id)).status).toBe(201);
    expect(await Promise.all([skips.id, queues.id, cancels.id].map(open))).toEqual([
      ['queued'],
      ['pending', 'queued'],
      ['queued', 'cancelled'],
    ]);
    const both = `orchestra_id=${skips.id}&parent=${waits.body.id}`;
    problemOf(await get(`/api/runs?${both}`), [400, 'invalid-filter']);
  });

  it('is told apart by its key from the same key of another orchestra of the score', async () => {
    const [one, other] = [await create(), await create()];
    const first = await play(one.id, { idempotency_key: 'k' });
    expect(await play(one.id, { idempotency_key: 'k' })).toMatchObject({
      ...{ status: 200, body: { id: first.body.id } },
    });
    problemOf(await play(other.id, { idempotency_key: 'k' }), [422, 'idempotency-mismatch']);
  });

  it('E128: is not switched on before the secrets stand for the names of its score', async () => {
    const spec = {
      secrets: ['TOKEN'],
      nodes: [
        {
          id: 'a',
          kind: 'task',
          ref: 'http',
          with: { url: 'https://x.test/', headers: { A: '${{ secrets.TOKEN }}' } },
        },
      ],
      edges: [],
    };
    score = await publish({ metadata: { name: 'calls' }, spec });
    const { id, etag } = await create();
    const bind = (bindings: object, headers = {}) =>
      tenant.call('PUT', `/api/orchestras/${id}/secret-bindings`, { body: { bindings }, headers });
    problemOf(await play(id), [422, 'unknown-secret']);
    const early = problemOf(await patch(id, { enabled: true }), [422, 'unknown-secret']);
    expect(early.errors).toMatchObject([{ pointer: '/secret_bindings/TOKEN' }]);
    problemOf(await bind({ TOKEN: 'SALES' }), [422, 'unknown-secret']);
    const stored = await tenant.call('PUT', '/api/secrets/SALES', { body: { value: 'a value of length' } });
    expect(stored.status).toBeLessThan(300);
    const { errors } = problemOf(await bind({ OTHER: 'SALES' }), [422, 'unknown-secret']);
    expect(errors).toMatchObject([{ pointer: '/bindings/OTHER', message: expect.stringContaining('TOKEN') }]);
    problemOf(await bind({ TOKEN: 1 }), [422, 'wrong-type']);
    const bound = await bind({ TOKEN: 'SALES' }, { 'if-match': etag });
    expect(bound.body.secret_bindings).toEqual({ TOKEN: 'SALES' });
    problemOf(await bind({}, { 'if-match': etag }), [412, 'version-conflict']);
    const run = (await play(id)).body;
    const names = await boundNames(
      maestro.connections.tenants,
      { tenantId: tenant.uuid, runId: parseId('run', run.id) ?? '' },
      ['TOKEN', 'FREE'],
    );
    expect([...names]).toEqual([
      ['TOKEN', 'SALES'],
      ['FREE', 'FREE'],
    ]);
    expect(await actions()).toEqual(['orchestra.secrets_bound', 'orchestra.created']);
    problemOf(await post('/api/runs', { template: 'calls' }), [422, 'unknown-secret']);
  });

  it('is seen in its runs and its figures', async () => {
    const { id } = await create();
    const [one, two] = [(await play(id)).body, (await play(id)).body];
    await post('/api/runs', { template: 'flow' });
    await performTask(maestro, tenant, { run: one.id, n: 0 });
    const runs = async (query = '') =>
      (await get(`/api/orchestras/${id}/runs${query}`)).body.data.map((run: { id: string }) => run.id);
    expect(await runs()).toEqual([two.id, one.id]);
    expect(await runs('?status=succeeded')).toEqual([one.id]);
    const page = (await get(`/api/orchestras/${id}/runs?limit=1`)).body;
    expect(await runs(`?limit=1&after=${page.page.next}`)).toEqual([one.id]);
    const stats = (await get(`/api/orchestras/${id}/stats?window=1h`)).body;
    expect(stats).toMatchObject({
      ...{ runs: 2, open: 1, succeeded: 1, failed: 0, success_rate: 1, streak: 1, cost_cents: 0 },
      duration_p50_ms: expect.any(Number),
    });
    await post(`/api/runs/${two.id}/cancel`);
    expect((await get(`/api/orchestras/${id}/stats`)).body).toMatchObject({ cancelled: 1, streak: 0 });
    problemOf(await get(`/api/orchestras/${id}/stats?window=soon`), [400, 'invalid-parameter']);
    problemOf(await play(formatId('orc', firstIdAt(0))), [404, 'not-found']);
  });
});

it('E126: lets a tenant switch on as many as it may have', async () => {
  const own = await maestro.newTenant();
  const definition = { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] };
  const score = (await own.call('POST', '/api/templates', { body: { name: 'quota', definition } })).body.id;
  await own.call('PATCH', `/api/tenants/${own.id}`, { body: { max_enabled_orchestras: 2 } });
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c'])
    ids.push((await own.call('POST', '/api/orchestras', { body: { name, score_id: score } })).body.id);
  const on = (id: string | undefined) =>
    own.call('PATCH', `/api/orchestras/${id}`, { body: { enabled: true } });
  const answers = await Promise.all(ids.map(on));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  problemOf(
    answers.find(({ status }) => status === 429)!,
    [429, 'quota-exceeded'],
  );
  expect((await on(ids[answers.findIndex(({ status }) => status === 200)])).status).toBe(200);
});
