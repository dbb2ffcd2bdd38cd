import { createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { eventsOf } from './history';
import { performTask } from './performing';

let maestro: Harness;
let tenant: TestTenant;
let run: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  const definition = { nodes: [{ id: 'gate', kind: 'signal', with: { name: 'go ahead' } }], edges: [] };
  await tenant.call('POST', '/api/templates', { body: { name: 'flow', definition } });
  run = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
});

const send = (body?: unknown, path = `/api/runs/${run}/signals/go%20ahead`) =>
  tenant.call('POST', path, { body });
const status = async () => (await tenant.call('GET', `/api/runs/${run}`)).body.status;

it('keeps a signal and says so; the task that waits for it takes it', async () => {
  const answer = await send({ payload: { by: 'ann' } });
  expect([answer.status, answer.body]).toEqual([
    202,
    {
      id: expect.stringMatching(/^sig_[0-9a-z]{26}$/),
      run_id: run,
      name: 'go ahead',
      source: null,
      created_at: expect.stringMatching(/Z$/),
    },
  ]);
  await performTask(maestro, tenant, { run, n: 0 });
  expect(await status()).toBe('succeeded');
  const { body } = await tenant.call('GET', `/api/runs/${run}/tasks`);
  expect(body.data[0].output).toEqual({ by: 'ann' });
});

it('ends a wait at once, and needs no body for that', async () => {
  await performTask(maestro, tenant, { run, n: 0 });
  const { body } = await tenant.call('GET', `/api/runs/${run}/tasks`);
  expect(body.data[0].wait).toMatchObject({ reason: 'SIGNAL' });
  expect((await send()).status).toBe(202);
  expect(await status()).toBe('succeeded');
});

it('answers 200 where the source had sent it before, and refuses other words of that source', async () => {
  const body = { payload: [1], source: 'delivery-1' };
  const first = await send(body);
  const second = await send(body);
  expect([first.status, second.status, second.body]).toEqual([202, 200, first.body]);
  const problem = problemOf(await send({ ...body, payload: [2] }), [422, 'idempotency-mismatch']);
  expect(problem.errors?.[0]?.pointer).toBe('/source');
});

it('stands in the history with its sender', async () => {
  await send({ source: 's1' });
  expect(await eventsOf(tenant, run, 'signal.received')).toContainEqual(
    expect.objectContaining({
      type: 'signal.received',
      actor: 'key:owner',
      data: expect.objectContaining({ name: 'go ahead', source: 's1' }),
    }),
  );
});

it.each<[string, unknown, string]>([
  ['an unknown field', { payloads: 1 }, 'unknown-field'],
  ['a source that is a number', { source: 1 }, 'wrong-type'],
  ['an empty source', { source: '' }, 'out-of-range'],
  ['a payload over 256 KiB', { payload: 'x'.repeat(300_000) }, 'limit-exceeded'],
  ['NUL', '{"payload":"\\u0000"}', 'out-of-range'],
  ['half a surrogate pair', '{"payload":["\\ud800"]}', 'out-of-range'],
])('refuses %s', async (_, body, code) => {
  problemOf(await send(body), [422, code]);
});

it('refuses names that are too long, and runs that are unknown, over, or somebody else\u2019s', async () => {
  problemOf(await send({}, `/api/runs/${run}/signals/${'n'.repeat(256)}`), [422, 'out-of-range']);
  problemOf(await send({}, `/api/runs/${run}/signals/a%00b`), [422, 'out-of-range']);
  problemOf(await send({}, `/api/runs/run_00000000000000000000000000/signals/go`), [404, 'not-found']);
  problemOf(await send({}, '/api/runs/nothing/signals/go'), [404, 'not-found']);
  const other = await maestro.newTenant();
  problemOf(await other.call('POST', `/api/runs/${run}/signals/go`, { body: {} }), [404, 'not-found']);
  await tenant.call('POST', `/api/runs/${run}/cancel`);
  problemOf(await send({}), [409, 'run-ended']);
});
