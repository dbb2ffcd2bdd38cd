import { createHarness, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  const inputs = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
  const nodes = [{ id: 'a', kind: 'task', ref: 'noop' }];
  const definition = { apiVersion: 'maestro/v1', kind: 'Workflow', spec: { inputs, nodes } };
  await tenant.call('POST', '/api/templates', { body: { name: 'flow', definition } });
});

const batch = (runs: unknown, more: object = { template: 'flow' }) =>
  tenant.call('POST', '/api/runs/batch', { body: { ...more, runs } });
const count = async (): Promise<number> => (await tenant.call('GET', '/api/runs')).body.data.length;

it('starts all runs of a batch, and tells of each what became of it', async () => {
  const one = { inputs: { n: 1 }, idempotency_key: 'one', labels: { team: 'x' }, priority: 3 };
  const first = await batch([one, { inputs: { n: 2 } }, { inputs: { n: 3 }, deadline: '1h' }]);
  expect(first.status).toBe(200);
  expect(first.body.data).toEqual(
    [1, 2, 3].map(() => ({ outcome: 'started', run_id: expect.stringMatching(/^run_/) })),
  );
  const again = await batch([one, { inputs: { n: 9 }, idempotency_key: 'one' }, { inputs: { n: 4 } }]);
  expect(again.body.data).toEqual([
    { outcome: 'replayed', run_id: first.body.data[0].run_id },
    { outcome: 'key-mismatch', run_id: null },
    { outcome: 'started', run_id: expect.any(String) },
  ]);
  expect(await count()).toBe(4);
  const { body } = await tenant.call('GET', `/api/runs/${first.body.data[0].run_id}`);
  expect(body).toMatchObject({ inputs: { n: 1 }, labels: { team: 'x' }, priority: 3 });
});

it.each([
  ['inputs at fault', [{ inputs: { n: 1 } }, { inputs: { n: 'x' } }], '/runs/1/inputs/n', 'input-invalid'],
  ['an unknown field', [{ inputs: { n: 1 } }, { input: {} }], '/runs/1/input', 'unknown-field'],
  ['a priority below nothing', [{ inputs: { n: 1 }, priority: -1 }], '/runs/0/priority', 'out-of-range'],
  [
    'a deadline that is none',
    [{ inputs: { n: 1 }, deadline: 'soon' }],
    '/runs/0/deadline',
    'validation-failed',
  ],
  ['no run', [], '/runs', 'out-of-range'],
  ['E050: too many', Array.from({ length: 1_001 }, () => ({ inputs: { n: 1 } })), '/runs', 'batch-too-large'],
])('starts none of a batch with %s', async (_, runs, pointer, code) => {
  const { status, body } = await batch(runs);
  expect([status, body.code, body.errors[0].pointer]).toEqual([422, code, pointer]);
  expect(await count()).toBe(0);
});

it('E050: refuses a batch that is larger than any body may be', async () => {
  const { status, body } = await batch(Array.from({ length: 100_000 }, () => ({ inputs: { n: 1 } })));
  expect([status, body.code]).toEqual([413, 'payload-too-large']);
});
