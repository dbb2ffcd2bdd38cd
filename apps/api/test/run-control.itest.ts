import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { eventsOf } from './history';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b') });
});

const post = (path: string, body: object = {}) => tenant.call('POST', path, { body });
const get = (path: string) => tenant.call('GET', path);
const start = async (body: object = {}) => (await post('/api/runs', { template: 'flow', ...body })).body;
const cancelled = async (body: object = {}) => {
  const run = await start(body);
  await post(`/api/runs/${run.id}/cancel`);
  return run;
};
describe('pause and resume', () => {
  it('hold a run and let it go on, with who did it and why', async () => {
    const { id } = await start();
    expect((await post(`/api/runs/${id}/pause`, { reason: 'night' })).body).toMatchObject({
      id,
      control: 'pause',
    });
    expect((await post(`/api/runs/${id}/resume`)).body).toMatchObject({ id, control: 'none' });
    expect(await eventsOf(tenant, id, 'run.control', 2)).toMatchObject([
      { actor: 'key:owner', data: { control: 'pause', reason: 'night' } },
      { actor: 'key:owner', data: { control: 'none', reason: null } },
    ]);
  });

  it('are refused for a run that is over, and for none', async () => {
    const { id } = await cancelled();
    problemOf(await post(`/api/runs/${id}/pause`), [409, 'run-ended']);
    problemOf(await post(`/api/runs/${id}/resume`), [409, 'run-ended']);
    problemOf(await post(`/api/runs/run_01j9z3k4v5x6y7z8a9b0c1d2e3/pause`), [404, 'not-found']);
    problemOf(await post(`/api/runs/${id}/pause`, { why: '' }), [422, 'unknown-field']);
  });
});

describe('tasks', () => {
  it('are skipped, and read one by one', async () => {
    const { id } = await start();
    const task = `task_${id.slice(4)}_1`;
    expect((await post(`/api/tasks/${task}/skip`, { reason: 'not needed' })).body).toMatchObject({
      id: task,
      node: 'b',
      status: 'skipped',
    });
    expect((await get(`/api/tasks/${task}`)).body.status).toBe('skipped');
    expect(await eventsOf(tenant, id, 'task.control')).toMatchObject([
      { actor: 'key:owner', data: { task: 1, action: 'skip', reason: 'not needed' } },
    ]);
    problemOf(await post(`/api/tasks/${task}/skip`), [409, 'task-ended']);
    problemOf(await post(`/api/tasks/task_${id.slice(4)}_0/retry-now`), [409, 'task-not-retrying']);
    problemOf(await get(`/api/tasks/task_${id.slice(4)}_9`), [404, 'not-found']);
    problemOf(await get('/api/tasks/nonsense'), [404, 'not-found']);
  });
});

describe('retry and rerun', () => {
  it('say what they would do, then do it in a new run', async () => {
    const { id } = await cancelled({ labels: { team: 'x' } });
    const dry = await post(`/api/runs/${id}/retry`, { dry_run: true });
    expect([dry.status, dry.body]).toEqual([
      200,
      { run: null, version: 1, reused: [], executed: ['a', 'b'], skipped: [] },
    ]);
    const answer = await post(`/api/runs/${id}/retry`);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/runs/${answer.body.run.id}`);
    expect(answer.body.run).toMatchObject({
      rerun_of: id,
      status: 'queued',
      labels: { team: 'x' },
      created_by: 'key:owner',
    });
    const [created] = await eventsOf(tenant, answer.body.run.id, 'run.created');
    expect(created).toMatchObject({ actor: 'key:owner', data: { rerun_of: id, mode: 'retry_failed' } });
  });

  it('play the latest version where they are told to', async () => {
    const { id } = await cancelled();
    await post('/api/templates', chain('flow', 'a', 'b', 'c'));
    expect((await post(`/api/runs/${id}/rerun`, { version: 'latest', dry_run: true })).body).toMatchObject({
      version: 2,
      executed: ['a', 'b', 'c'],
    });
    expect((await post(`/api/runs/${id}/rerun`, { from: ['b'] })).body.run.template_version).toBe(1);
  });

  it('refuse what cannot be repeated', async () => {
    const open = await start();
    problemOf(await post(`/api/runs/${open.id}/rerun`), [409, 'run-not-ended']);
    const { id } = await cancelled();
    problemOf(await post(`/api/runs/${id}/rerun`, { from: ['nowhere'] }), [422, 'unknown-node']);
    problemOf(await post(`/api/runs/${id}/rerun`, { version: 9 }), [422, 'unknown-ref']);
    problemOf(await post(`/api/runs/${id}/rerun`, { version: 'newest' }), [422, 'wrong-type']);
    problemOf(await post(`/api/runs/${id}/retry`, { from: ['a'] }), [422, 'unknown-field']);
  });
});

describe('labels and priority', () => {
  it('are given at the start, changed, and found by', async () => {
    const run = await start({ labels: { team: 'sales', env: 'prod' }, priority: 7, deadline: '2h' });
    expect(run).toMatchObject({ labels: { team: 'sales', env: 'prod' }, priority: 7 });
    expect(Date.parse(run.deadline_at) - Date.parse(run.created_at)).toBe(7_200_000);
    await start({ labels: { team: 'sales' } });
    const found = async (label: string) =>
      (await get(`/api/runs?label=${label}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await found('team:sales')).toHaveLength(2);
    expect(await found('team:sales,env:prod')).toEqual([run.id]);
    const changed = await post(`/api/runs/${run.id}/labels`, {
      set: { team: 'ops', x: '' },
      remove: ['env'],
    });
    expect(changed.body.labels).toEqual({ team: 'ops', x: '' });
    expect(await found('env:prod')).toEqual([]);
    expect(await eventsOf(tenant, run.id, 'run.labels')).toMatchObject([
      { actor: 'key:owner', data: { set: { team: 'ops', x: '' }, remove: ['env'] } },
    ]);
  });

  it.each([
    [{ priority: -1 }, 'out-of-range', '/priority'],
    [{ priority: 10 }, 'out-of-range', '/priority'],
    [{ deadline: '3 weeks' }, 'validation-failed', '/deadline'],
    [{ deadline: '4000d' }, 'out-of-range', '/deadline'],
    [{ labels: { '': 'x' } }, 'invalid-name', '/labels/'],
    [{ labels: { team: 1 } }, 'wrong-type', '/labels/team'],
    [{ labels: { team: 'x'.repeat(257) } }, 'out-of-range', '/labels/team'],
    [
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`l${i}`, 'x'])) },
      'limit-exceeded',
      '/labels',
    ],
  ])('refuse %j', async (body, code, pointer) => {
    const problem = problemOf(await post('/api/runs', { template: 'flow', ...body }), [422, code]);
    expect(problem.errors).toMatchObject([{ pointer, code }]);
  });

  it('stay below their limit, however many change them at once', async () => {
    const { id } = await start();
    const many = (at: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`l${at}-${i}`, 'x']));
    const answers = await Promise.all(
      [1, 2, 3].map((at) => post(`/api/runs/${id}/labels`, { set: many(at) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    await Promise.all(
      ['a', 'b', 'c'].map((value) => post(`/api/runs/${id}/labels`, { set: { one: value } })),
    );
    const { labels } = (await get(`/api/runs/${id}`)).body;
    expect(Object.keys(labels)).toHaveLength(41);
  });

  it('are refused as a filter where they are none', async () => {
    problemOf(await get('/api/runs?label=team'), [400, 'invalid-filter']);
    problemOf(await get('/api/runs?parent=nobody'), [400, 'invalid-filter']);
    expect((await get(`/api/runs?parent=${(await start()).id}`)).body.data).toEqual([]);
  });
});

describe('bulk', () => {
  const bulk = async (body: object) => (await post('/api/bulk', body)).body;

  it('says what it would do, then does it to each run, under a name', async () => {
    const runs = [
      await start({ labels: { team: 'x' } }),
      await start({ labels: { team: 'x' } }),
      await start(),
    ];
    const filter = { label: 'team:x' };
    expect(await bulk({ action: 'pause', filter, dry_run: true })).toMatchObject({
      matched: 2,
      more: false,
      done: 0,
    });
    expect((await get(`/api/runs/${runs[0].id}`)).body.control).toBe('none');
    expect(await bulk({ action: 'pause', filter, reason: 'night' })).toMatchObject({
      matched: 2,
      done: 2,
      skipped: 0,
    });
    expect(await eventsOf(tenant, runs[1].id, 'run.control')).toMatchObject([
      { actor: 'key:owner', data: { control: 'pause', reason: 'night' } },
    ]);
    expect((await get(`/api/runs/${runs[2].id}`)).body.control).toBe('none');
    expect(await bulk({ action: 'pause', filter })).toMatchObject({ matched: 0, done: 0 });
    expect(await bulk({ action: 'resume', filter: {} })).toMatchObject({ matched: 2, done: 2 });
    expect(await bulk({ action: 'cancel', filter: {}, max: 2 })).toMatchObject({
      matched: 2,
      more: true,
      done: 2,
    });
    expect(await bulk({ action: 'retry_failed', filter: {} })).toMatchObject({ matched: 0 });
    const again = await bulk({ action: 'retry_failed', filter: { status: ['cancelled'] } });
    expect(again).toMatchObject({ matched: 2, done: 2 });
  });

  it('answers for every run that was named', async () => {
    const [over, open] = [await cancelled(), await start()];
    const ids = [over.id, open.id, 'run_01j9z3k4v5x6y7z8a9b0c1d2e3'];
    const result = await bulk({ action: 'cancel', ids });
    expect(result).toMatchObject({ matched: 1, done: 1, skipped: 1, failed: 1 });
    expect(result.sample.map(({ code }: { code: string | null }) => code)).toEqual([
      'not-found',
      'run-ended',
      null,
    ]);
  });

  it('touches no run of another tenant', async () => {
    const { id } = await start();
    const other = await maestro.newTenant();
    const body = { action: 'cancel', ids: [id] };
    expect((await other.call('POST', '/api/bulk', { body })).body).toMatchObject({ matched: 0, failed: 1 });
    expect((await get(`/api/runs/${id}`)).body.control).toBe('none');
  });

  it('filters by when runs were accepted', async () => {
    const { created_at } = await start();
    const count = async (filter: object) => (await bulk({ action: 'cancel', filter, dry_run: true })).matched;
    expect(await count({ created_before: created_at })).toBe(0);
    expect(await count({ created_after: new Date(Date.parse(created_at) - 1_000).toISOString() })).toBe(1);
  });

  it.each([
    [{ action: 'cancel' }, 'missing-field', '/filter'],
    [{ action: 'cancel', filter: {}, ids: [] }, 'conflicting-fields', '/ids'],
    [{ action: 'destroy', filter: {} }, 'validation-failed', '/action'],
    [{ action: 'cancel', filter: { colour: 'red' } }, 'unknown-field', '/filter/colour'],
    [{ action: 'cancel', filter: { status: ['failed'] } }, 'validation-failed', '/filter/status/0'],
    [{ action: 'cancel', filter: { created_before: 'noon' } }, 'validation-failed', '/filter/created_before'],
    [{ action: 'cancel', filter: { label: 'x' } }, 'validation-failed', '/filter/label'],
    [{ action: 'cancel', ids: ['run_1'] }, 'invalid-id', '/ids/0'],
    [{ action: 'cancel', filter: {}, max: 10_001 }, 'out-of-range', '/max'],
  ])('refuses %j', async (body, code, pointer) => {
    const problem = problemOf(await post('/api/bulk', body), [422, code]);
    expect(problem.errors).toMatchObject([{ pointer, code }]);
  });
});
