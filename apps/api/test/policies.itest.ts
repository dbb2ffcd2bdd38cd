import { createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => (tenant = await maestro.newTenant()));

const nights =
  '@id("no-nights") forbid (principal, action == Action::"run:start", resource) when { resource.template == "nightly" };';
const publish = (body: object, key?: string) =>
  tenant.call('POST', '/api/policies', {
    body: { name: 'nights', text: nights, ...body },
    ...(key ? { key } : {}),
  });
const template = (name: string, more: object = {}) =>
  tenant.call('POST', '/api/templates', {
    body: {
      definition: {
        apiVersion: 'maestro/v1',
        kind: 'Workflow',
        metadata: { name, ...more },
        spec: {
          nodes: [{ id: 'a', kind: 'task', ref: 'noop' }],
          ...('spec' in more ? (more.spec as object) : {}),
        },
      },
    },
  });
/** As a client does: a busy machine may answer that policy could not be asked in time. */
async function start(name: string, more: object = {}): Promise<Answer> {
  const answer = await tenant.call('POST', '/api/runs', { body: { template: name, ...more } });
  return answer.status === 503 ? start(name, more) : answer;
}

it('lists what comes with Maestro, and what a tenant has made', async () => {
  await publish({});
  const { body } = await tenant.call('GET', '/api/policies');
  expect(
    body.data.map(({ name, active, shipped }: Record<string, unknown>) => [name, active, shipped]),
  ).toEqual([
    ['baseline', true, true],
    ['roles', true, true],
    ['data-classes', true, true],
    ['environments', false, true],
    ['nights', true, false],
  ]);
});

it('publishes versions, and one of them decides', async () => {
  await template('nightly');
  const first = await publish({});
  expect([first.status, first.body]).toEqual([
    201,
    { id: first.body.id, name: 'nights', version: 1, active: true, tests: 0 },
  ]);
  expect((await publish({})).status).toBe(200);
  problemOf(await start('nightly'), [403, 'policy-denied']);
  const { id } = first.body;
  const second = await publish({ text: nights.replace('nightly', 'weekly'), activate: false });
  expect(second.body).toMatchObject({ version: 2, active: false });
  await tenant.call('POST', `/api/policies/${id}/activate`, { body: {} });
  expect((await start('nightly')).status).toBe(201);
  await tenant.call('POST', `/api/policies/${id}/activate`, { body: { version: 1 } });
  expect((await start('nightly')).status).toBe(403);
  const off = await tenant.call('POST', `/api/policies/${id}/deactivate`);
  expect(off.body).toMatchObject({ active: false, active_version: null, latest_version: 2 });
  expect((await start('nightly')).status).toBe(201);
  const versions = await tenant.call('GET', `/api/policies/${id}/versions`);
  expect(versions.body.data.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
});

it('says where a text is wrong, and refuses what fails its tests', async () => {
  const broken = await publish({ text: 'permit (principal, action, resource);\nforbid (principal' });
  expect(problemOf(broken, [422, 'validation-failed']).errors).toMatchObject([{ pointer: '/text', line: 2 }]);
  const question = {
    action: 'run:start',
    resource: { type: 'Run', id: 'r', attributes: { template: 'nightly' } },
  };
  const failing = await publish({ tests: [{ name: 'n', question, expect: 'allow' }] });
  expect(problemOf(failing, [422, 'policy-tests-failed']).errors).toMatchObject([{ pointer: '/tests/0' }]);
  expect((await publish({ surprise: 1 })).status).toBe(422);
  expect(problemOf(await publish({ name: 'roles' }), [422, 'validation-failed']).errors).toMatchObject([
    { pointer: '/name' },
  ]);
  expect(
    (await publish({ engine: 'opa', text: undefined, package: '../x', actions: ['run:start'] })).status,
  ).toBe(422);
});

it('keeps to itself what another tenant has, and lets only those change it who may', async () => {
  const { id } = (await publish({})).body;
  const other = await maestro.newTenant();
  const foreign = await other.call('GET', `/api/policies/${id}`);
  const unknown = await other.call('GET', '/api/policies/pol_00000000000000000000000000');
  expect([foreign.status, foreign.body.detail]).toEqual([404, unknown.body.detail]);
  expect((await other.call('POST', `/api/policies/${id}/deactivate`)).status).toBe(404);
  expect((await publish({}, await tenant.newKey('author'))).status).toBe(403);
});

it('tells what would be decided, and keeps nothing', async () => {
  await publish({});
  const resource = { type: 'Run', id: 'run_x', attributes: { template: 'nightly' } };
  const ask = (body: object) => tenant.call('POST', '/api/policies/evaluate', { body });
  expect((await ask({ action: 'run:start', resource })).body).toMatchObject({
    effect: 'deny',
    reasons: ['nights#no-nights'],
  });
  expect((await ask({ action: 'run:start', resource: { ...resource, attributes: {} } })).body).toMatchObject({
    effect: 'deny',
  });
  expect((await ask({ action: 'fly', resource })).status).toBe(422);
  expect((await ask({ action: 'run:start', resource: { id: 'x' } })).status).toBe(422);
  expect((await tenant.call('GET', '/api/policy-decisions')).body.data).toEqual([]);
});

it('keeps what was decided, by page and filter', async () => {
  await template('nightly');
  await template('daily');
  await publish({});
  for (let i = 0; i < 3; i += 1) await start('nightly');
  await start('daily');
  const list = (query: string) => tenant.call('GET', `/api/policy-decisions?${query}`);
  const first = await list('effect=deny&limit=2');
  expect(first.body.data).toHaveLength(2);
  expect(first.body.data[0]).toMatchObject({
    action: 'run:start',
    effect: 'deny',
    reasons: ['nights#no-nights'],
  });
  const rest = await list(`effect=deny&limit=2&after=${first.body.page.next}`);
  expect(rest.body).toMatchObject({ data: [{ effect: 'deny' }], page: { has_more: false } });
  const { run_id: run } = first.body.data[0];
  expect((await list(`run=${run}`)).body.data).toHaveLength(1);
});

it('asks about labelled data at publish and at the start, whoever has rules', async () => {
  const spec = { data_labels: ['pii'], nodes: [{ id: 'a', kind: 'task', ref: 'noop' }] };
  const labelled = (metadata: object) =>
    tenant.call('POST', '/api/templates', {
      body: {
        definition: {
          apiVersion: 'maestro/v1',
          kind: 'Workflow',
          metadata: { name: 'mail', ...metadata },
          spec,
        },
      },
    });
  problemOf(await labelled({}), [403, 'policy-denied']);
  expect(
    (await labelled({ purpose: 'billing', authority: 'the customer', licence: 'contract' })).status,
  ).toBe(201);
  expect((await start('mail')).status).toBe(201);
});

it('holds a run for production until somebody else agrees', async () => {
  await template('release');
  await tenant.call('POST', '/api/policies/environments/activate', { body: {} });
  const { body: run } = await start('release', { labels: { env: 'production' } });
  expect(run.status).toBe('pending');
  const { body: why } = await tenant.call('GET', `/api/runs/${run.id}/explain`);
  expect(why.run).toMatchObject({ code: 'APPROVAL' });
  const { body: list } = await tenant.call('GET', '/api/approvals?status=pending');
  const [approval] = list.data;
  expect(approval).toMatchObject({ run_id: run.id, task_id: null, node: null, status: 'pending', quorum: 1 });
  const body = { digest: approval.digest };
  expect((await tenant.call('POST', `/api/approvals/${approval.id}/approve`, { body })).status).toBe(403);
  const key = await tenant.newKey('operator');
  const voted = await tenant.call('POST', `/api/approvals/${approval.id}/approve`, { body, key });
  expect(voted.body).toMatchObject({ status: 'approved' });
  expect((await tenant.call('GET', `/api/runs/${run.id}`)).body.status).not.toBe('pending');
  expect((await tenant.call('POST', '/api/policies/roles/deactivate')).status).toBe(409);
});

it('lets rules decide who votes on what', async () => {
  await template('release');
  await tenant.call('POST', '/api/policies/environments/activate', { body: {} });
  await publish({
    name: 'votes',
    text: '@id("not-bots") forbid (principal, action == Action::"approval:vote", resource) when { principal.kind == "api_key" };',
  });
  await start('release', { labels: { env: 'production' } });
  const [approval] = (await tenant.call('GET', '/api/approvals?status=pending')).body.data;
  const key = await tenant.newKey('operator');
  const vote = await tenant.call('POST', `/api/approvals/${approval.id}/approve`, {
    body: { digest: approval.digest },
    key,
  });
  problemOf(vote, [403, 'policy-denied']);
});
