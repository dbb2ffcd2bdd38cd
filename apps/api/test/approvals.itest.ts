import { createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { eventsOf } from './history';
import { performTask } from './performing';

let maestro: Harness;
let tenant: TestTenant;
let run: string;
let id: string;
let digest: string;
/** A key that may vote; the owner's started the run. */
let key: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  key = await tenant.newKey('operator');
  const definition = {
    nodes: [
      {
        id: 'ask',
        kind: 'approval',
        with: { message: 'Page them?', approvers: ['role:operator', 'role:admin'], quorum: 2 },
        covers: ['page'],
      },
      { id: 'page', kind: 'task', ref: 'noop', with: { value: 'ann' } },
    ],
    edges: [{ from: 'ask', to: 'page' }],
  };
  await tenant.call('POST', '/api/templates', { body: { name: 'flow', definition } });
  run = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
  await performTask(maestro, tenant, { run, n: 0 });
  id = `apr_${run.slice(4)}_0`;
  digest = (await tenant.call('GET', `/api/approvals/${id}`)).body.digest;
});

const vote = (verb: string, body: unknown = { digest }, by = key) =>
  tenant.call('POST', `/api/approvals/${id}/${verb}`, { body, key: by });

it('shows what is asked of whom', async () => {
  const { status, body } = await tenant.call('GET', `/api/approvals/${id}`);
  expect([status, body]).toEqual([
    200,
    {
      id,
      run_id: run,
      task_id: `task_${run.slice(4)}_0`,
      node: 'ask',
      message: 'Page them?',
      covers: { page: { value: 'ann' } },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      approvers: ['role:operator', 'role:admin'],
      quorum: 2,
      status: 'pending',
      requested_by: 'key:owner',
      votes: [],
      created_at: expect.stringMatching(/Z$/),
      expires_at: null,
      decided_at: null,
    },
  ]);
});

it('counts votes until there are enough', async () => {
  const first = await vote('approve', { digest, comment: 'fine' });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    status: 'pending',
    votes: [
      { person: 'key:operator', decision: 'approve', comment: 'fine', at: expect.stringMatching(/Z$/) },
    ],
  });
  problemOf(await vote('approve'), [409, 'already-voted']);
  problemOf(await vote('reject'), [409, 'already-voted']);
  const second = await vote('approve', { digest }, await tenant.newKey('admin'));
  expect(second.body).toMatchObject({ status: 'approved', decided_at: expect.stringMatching(/Z$/) });
  const { body } = await tenant.call('GET', `/api/runs/${run}/tasks`);
  expect(body.data.map((task: { status: string }) => task.status)).toEqual(['succeeded', 'queued']);
  expect(await eventsOf(tenant, run, 'approval.vote', 2)).toContainEqual(
    expect.objectContaining({
      type: 'approval.vote',
      actor: 'key:operator',
      data: { task: 0, decision: 'approve', status: 'pending', comment: 'fine' },
    }),
  );
});

it('E123: fails the task with one rejection, and takes no vote after it', async () => {
  expect((await vote('reject')).body.status).toBe('rejected');
  const { body } = await tenant.call('GET', `/api/runs/${run}`);
  expect([body.status, body.error.errors[0].code]).toEqual(['failed', 'approval-rejected']);
  problemOf(await vote('approve', { digest }, await tenant.newKey('admin')), [409, 'not-pending']);
});

it('refuses whoever started the run, whoever is not named, and whoever read something else', async () => {
  // The key that started the run, as far as it is eligible at all.
  problemOf(await vote('approve', { digest }, tenant.key), [403, 'not-eligible']);
  problemOf(await vote('approve', { digest: 'f'.repeat(64) }), [409, 'digest-mismatch']);
  problemOf(await vote('approve', { digest }, await tenant.newKey('author')), [403, 'forbidden']);
  problemOf(await vote('approve', { digest }, await tenant.newKey('agent')), [403, 'forbidden']);
  expect((await tenant.call('GET', `/api/approvals/${id}`)).body.votes).toEqual([]);
});

it('refuses a vote of whoever started the run', async () => {
  run = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' }, key })).body.id;
  await performTask(maestro, tenant, { run, n: 0 });
  id = `apr_${run.slice(4)}_0`;
  const own = (await tenant.call('GET', `/api/approvals/${id}`)).body;
  expect(own.requested_by).toBe('key:operator');
  problemOf(await vote('approve', { digest: own.digest }), [403, 'self-approval']);
});

it.each<[string, unknown, string]>([
  ['no digest', {}, 'missing-field'],
  ['a digest that is a number', { digest: 1 }, 'wrong-type'],
  ['somebody else\u2019s name', { digest: 'x', person: 'key:ann' }, 'unknown-field'],
  ['E124: a comment of 2,000 characters', { digest: 'x', comment: 'c'.repeat(2_000) }, 'out-of-range'],
])('refuses %s', async (_, body, code) => {
  problemOf(await vote('approve', body), [422, code]);
});

it('knows no approval of that name', async () => {
  for (const unknown of [
    `apr_${run.slice(4)}_1`,
    `task_${run.slice(4)}_0`,
    'apr_x_0',
    `apr_${run.slice(4)}_00`,
  ]) {
    problemOf(await tenant.call('GET', `/api/approvals/${unknown}`), [404, 'not-found']);
    problemOf(await tenant.call('POST', `/api/approvals/${unknown}/approve`, { body: { digest }, key }), [
      404,
      'not-found',
    ]);
  }
  const other = await maestro.newTenant();
  problemOf(await other.call('GET', `/api/approvals/${id}`), [404, 'not-found']);
});

it('lists what is open, and what is not any more', async () => {
  const runs = [run];
  for (let i = 0; i < 2; i += 1) {
    const next = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
    await performTask(maestro, tenant, { run: next, n: 0 });
    runs.unshift(next);
  }
  const list = async (query: string) => (await tenant.call('GET', `/api/approvals${query}`)).body;
  const runsOf = (page: { data: { run_id: string }[] }) => page.data.map((one) => one.run_id);
  expect(runsOf(await list('?status=pending'))).toEqual(runs);
  const first = await list('?status=pending&limit=2');
  expect(runsOf(first)).toEqual(runs.slice(0, 2));
  expect(runsOf(await list(`?status=pending&limit=2&after=${first.page.next}`))).toEqual(runs.slice(2));

  await tenant.call('POST', `/api/runs/${runs[1]}/cancel`);
  expect(runsOf(await list('?status=pending'))).toEqual([runs[0], runs[2]]);
  expect(runsOf(await list('?status=cancelled,approved'))).toEqual([runs[1]]);
  expect(runsOf(await list(''))).toEqual(runs);
  problemOf(await tenant.call('GET', '/api/approvals?status=open'), [400, 'invalid-filter']);
  problemOf(await tenant.call('GET', '/api/approvals?after=x'), [400, 'invalid-cursor']);
});
