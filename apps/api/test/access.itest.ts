import { presentedKey } from '@maestro/nest-kit';
import { revokeApiKey } from '@maestro/persistence';
import { rolePermissions } from '@maestro/tenancy';
import { eventually } from '@maestro/testing';
import { chain, createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

// What the matrices beside this file (matrix/) cannot generate: they walk every route with every credential.

let maestro: Harness;
let tenant: TestTenant;
let runId: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
  runId = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
});

it('E010: tells nobody whether a key is unknown, wrong or revoked', async () => {
  const revoked = await tenant.newKey('viewer');
  const id = revoked.split('_')[2] as string;
  await maestro.connections.tenants.withTenant(tenant.uuid, (tx) => revokeApiKey(tx, id));
  const keys = [revoked, revoked.replace(id, 'b'.repeat(16)), `${tenant.key.slice(0, -1)}_`];
  const texts = await Promise.all(
    keys.map(async (key) => {
      const problem = problemOf(await tenant.call('GET', '/api/runs', { key }), [401, 'invalid-key']);
      return JSON.stringify({ ...problem, trace_id: '' });
    }),
  );
  expect(new Set(texts).size).toBe(1);
});

it('E011: takes no key from the address, and logs none', async () => {
  problemOf(await tenant.call('GET', `/api/runs?api_key=${tenant.key}`, { key: null }), [
    401,
    'unauthenticated',
  ]);
  problemOf(await tenant.call('GET', `/api/runs?api_key=${tenant.key}`), [400, 'invalid-parameter']);
  expect(maestro.log.join('')).not.toContain(tenant.key.split('_')[3]);
});

it('knows who asks before it looks at a body', async () => {
  for (const body of ['{', '{"a":1,"a":2}', '['.repeat(5_000)]) {
    problemOf(await tenant.call('POST', '/api/runs', { body, key: null }), [401, 'unauthenticated']);
    problemOf(await tenant.call('POST', '/api/templates', { body, key: await tenant.newKey('viewer') }), [
      403,
      'forbidden',
    ]);
  }
});

it('E018: gives no origin leave to read', async () => {
  const headers = { origin: 'https://evil.example' };
  const answer = await tenant.call('GET', '/api/runs', { headers });
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  const preflight = await tenant.call('OPTIONS', '/api/runs', { headers, key: null });
  problemOf(preflight, [405, 'method-not-allowed']);
});

it('E019: opens no stream without a credential', async () => {
  const headers = { accept: 'text/event-stream' };
  problemOf(await tenant.call('GET', `/api/runs/${runId}/events`, { headers, key: null }), [
    401,
    'unauthenticated',
  ]);
  problemOf(await tenant.call('GET', `/api/runs/${runId}/events`, { headers, key: 'nothing' }), [
    401,
    'invalid-token',
  ]);
});

describe('another tenant', () => {
  it('E022: is not reached by a header', async () => {
    const other = await maestro.newTenant();
    for (const name of ['x-tenant-id', 'x-maestro-tenant']) {
      const { body } = await tenant.call('GET', '/api/whoami', { headers: { [name]: other.id } });
      expect(body.tenant.id).toBe(tenant.id);
    }
  });
});

describe('the tenant', () => {
  it('knows itself, and changes what may be changed', async () => {
    const whoami = (await tenant.call('GET', '/api/whoami')).body;
    expect(whoami).toEqual({
      tenant: { id: tenant.id, name: 'acme', env: 'test' },
      principal: { kind: 'api_key', id: tenant.key.split('_')[2], actor: 'key:owner', role: 'owner' },
      permissions: [...rolePermissions.owner],
    });
    const change = (body: unknown) => tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body });
    expect((await change({ egress_allow: ['LOCALHOST:80', '10.0.0.1:5432', 'localhost:80'] })).body).toEqual({
      id: tenant.id,
      name: 'acme',
      env: 'test',
      egress_allow: ['localhost:80', '10.0.0.1:5432'],
      max_open_runs: null,
      max_running_tasks: null,
      max_enabled_orchestras: null,
      rate_limit: { per_key: null, per_second: null },
      weight: 1,
      kill_switch: 'off',
      unknown_models: 'refuse',
    });
    expect((await change({})).body.egress_allow).toHaveLength(2);
    const limits = { max_open_runs: 7, max_running_tasks: 5, weight: 3 };
    expect((await change(limits)).body).toMatchObject(limits);
    expect((await change({ max_open_runs: 0, max_running_tasks: 0, weight: 1 })).body).toMatchObject({
      max_open_runs: null,
      max_running_tasks: null,
      weight: 1,
    });
    for (const wrong of [{ max_open_runs: -1 }, { weight: 0 }, { weight: 1_001 }, { max_running_tasks: 1e9 }])
      problemOf(await change(wrong), [422, 'out-of-range']);
    expect(
      problemOf(await change({ egress_allow: ['ok:1', 'http://x', '*:80'] }), [422, 'validation-failed'])
        .errors,
    ).toMatchObject([{ pointer: '/egress_allow/1' }, { pointer: '/egress_allow/2' }]);
    problemOf(await change({ egress_allow: [1] }), [422, 'wrong-type']);
  });

  it('E028: is not moved by fields that are not its to change', async () => {
    const body = { id: 'ten_1', created_at: 'x', name: 'y', env: 'z' };
    const problem = problemOf(await tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body }), [
      422,
      'unknown-field',
    ]);
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/id', '/created_at', '/name', '/env']);
  });
});

it('E015: slows down who guesses, not who knows', async () => {
  const guess = () =>
    tenant.call('GET', '/api/runs', { key: `mst_test_${'c'.repeat(16)}_${'D'.repeat(32)}` });
  const limited = await eventually(async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, guess));
    return answers.find((answer) => answer.status === 429);
  });
  problemOf(limited as Answer, [429, 'rate-limited']);
  expect(Number((limited as Answer).headers.get('retry-after'))).toBeGreaterThan(0);
  // The address is the same for all of us; a key known to be good still opens.
  expect((await tenant.call('GET', '/api/runs')).status).toBe(200);
  const stranger = await maestro.newTenant();
  problemOf(await stranger.call('GET', '/api/runs'), [429, 'rate-limited']);
});

it('reads a bearer token in one form only', () => {
  expect(presentedKey('bearer abc')).toBe('abc');
  expect(presentedKey('Bearer a b')).toBe('');
});
