import { setTenantDisabled } from '@maestro/persistence';
import { rolePermissions } from '@maestro/tenancy';
import { eventually } from '@maestro/testing';
import { chain, createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterEach(() => maestro.database.setClockOffset(0));
afterAll(() => maestro.close());
beforeEach(async () => (tenant = await maestro.newTenant()));

const make = (body: object, key?: string): Promise<Answer> =>
  tenant.call('POST', '/api/api-keys', { body, ...(key && { key }) });
const read = async (id: string) => (await tenant.call('GET', `/api/api-keys/${id}`)).body;
const status = async (key: string) => (await tenant.call('GET', '/api/whoami', { key })).status;
const audit = async () =>
  (
    await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
      tx.query<{ action: string; detail: object }>(
        'SELECT action, detail FROM maestro_audit_entries ORDER BY id',
      ),
    )
  ).map(({ action, detail }) => [action, detail] as const);

describe('a key', () => {
  it('is shown once, works, is listed without its secret, and leaves a trace', async () => {
    const { status: made, body } = await make({
      name: 'deploy',
      role: 'operator',
      scopes: ['run:read', 'run:start'],
    });
    expect(made).toBe(201);
    expect(body).toMatchObject({
      name: 'deploy',
      role: 'operator',
      scopes: ['run:read', 'run:start'],
      owner: null,
    });
    expect(body).toMatchObject({ created_by: 'key:owner', expires_at: null, last_used_at: null });
    const me = (await tenant.call('GET', '/api/whoami', { key: body.key })).body;
    expect(me.principal).toEqual({ kind: 'api_key', id: body.id, actor: 'key:deploy', role: 'operator' });
    expect(me.permissions).toEqual(['run:read', 'run:start']);
    const list = await tenant.call('GET', '/api/api-keys?limit=1');
    expect(list.body.data).toHaveLength(1);
    const rest = await tenant.call('GET', `/api/api-keys?after=${list.body.page.next}`);
    expect([...list.body.data, ...rest.body.data].map(({ name }: { name: string }) => name).sort()).toEqual([
      'deploy',
      'owner',
    ]);
    const secret = body.key.split('_')[3] as string;
    for (const shown of [list.text, rest.text, maestro.log.join(''), JSON.stringify(await audit())])
      expect(shown).not.toContain(secret);
    expect((await audit()).map(([action]) => action)).toEqual(['key.created']);
  });

  it('does what its scopes leave of its role', async () => {
    const { body } = await make({ name: 'reader', role: 'admin', scopes: ['run:read'] });
    expect((await tenant.call('GET', '/api/runs', { key: body.key })).status).toBe(200);
    const refused = await tenant.call('GET', '/api/templates', { key: body.key });
    expect(problemOf(refused, [403, 'forbidden']).detail).toMatch(/scopes .* template:read/);
  });

  it.each([
    [{ name: 'a b', role: 'viewer' }, 'invalid-name'],
    [{ name: 'x', role: 'root' }, 'validation-failed'],
    [{ name: 'x' }, 'missing-field'],
    [{ name: 'x', role: 'viewer', tenant_id: 'ten_1' }, 'unknown-field'],
    [{ name: 'x', role: 'viewer', scopes: ['all'] }, 'validation-failed'],
    [{ name: 'x', role: 'viewer', scopes: [] }, 'out-of-range'],
    [{ name: 'x', role: 'viewer', expires_at: 'tomorrow' }, 'validation-failed'],
    [{ name: 'x', role: 'viewer', expires_at: '2020-01-01T00:00:00Z' }, 'out-of-range'],
  ])('is refused where it is asked for as %j', async (body, code) => {
    problemOf(await make(body), [422, code]);
  });

  it('has a name of its own as long as it works', async () => {
    const { body } = await make({ name: 'ci', role: 'viewer' });
    problemOf(await make({ name: 'ci', role: 'viewer' }), [409, 'name-taken']);
    await tenant.call('DELETE', `/api/api-keys/${body.id}`);
    expect((await make({ name: 'ci', role: 'viewer' })).status).toBe(201);
  });

  it('E010: opens nothing once it is revoked, expired, or its tenant is switched off', async () => {
    const [revoked, expiring, alive] = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const expires_at = new Date(Date.now() + 3_600_000).toISOString();
        return (await make({ name, role: 'viewer', ...(name === 'b' && { expires_at }) })).body;
      }),
    );
    expect((await tenant.call('DELETE', `/api/api-keys/${revoked.id}`)).body.revoked_at).not.toBeNull();
    expect((await tenant.call('DELETE', `/api/api-keys/${revoked.id}`)).status).toBe(200);
    problemOf(await tenant.call('GET', '/api/whoami', { key: revoked.key }), [401, 'invalid-key']);
    await maestro.database.setClockOffset(3_700_000);
    problemOf(await tenant.call('GET', '/api/whoami', { key: expiring.key }), [401, 'invalid-key']);
    const { tenants } = maestro.connections;
    await tenants.withTenant(tenant.uuid, (tx) => setTenantDisabled(tx, true));
    problemOf(await tenant.call('GET', '/api/whoami', { key: alive.key }), [401, 'invalid-key']);
    await tenants.withTenant(tenant.uuid, (tx) => setTenantDisabled(tx, false));
    expect(await status(alive.key)).toBe(200);
  });

  it('E010: of another environment is refused, though all else of it is right', async () => {
    problemOf(
      await tenant.call('GET', '/api/whoami', { key: tenant.key.replace('mst_test_', 'mst_prod_') }),
      [401, 'invalid-key'],
    );
  });

  it('knows when it was last used, to the minute, and never waits to write it down', async () => {
    const { body } = await make({ name: 'used', role: 'viewer' });
    await status(body.key);
    await maestro.connections.authenticator.idle();
    const first = (await read(body.id)).last_used_at;
    expect(Date.now() - Date.parse(first)).toBeLessThan(60_000);
    await status(body.key);
    await maestro.connections.authenticator.idle();
    expect((await read(body.id)).last_used_at).toBe(first);
  });

  it('ends its open streams within five seconds of its end', async () => {
    await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
    const run = (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
    const { body } = await make({ name: 'watcher', role: 'viewer' });
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${body.key}` };
    const response = await fetch(`${maestro.url}/api/runs/${run}/events`, { headers });
    const ended = response.text().catch(() => 'ended');
    const from = Date.now();
    await tenant.call('DELETE', `/api/api-keys/${body.id}`);
    await ended;
    expect(Date.now() - from).toBeLessThan(5_500);
  });
});

describe('rotation', () => {
  it('gives another secret; the old one opens nothing from then on', async () => {
    const { body } = await make({ name: 'r', role: 'viewer' });
    const rotated = (await tenant.call('POST', `/api/api-keys/${body.id}/rotate`, { body: {} })).body;
    expect(rotated).toMatchObject({ id: body.id, name: 'r', previous_until: null });
    expect(await status(rotated.key)).toBe(200);
    expect(await status(body.key)).toBe(401);
  });

  it('lets the old secret go on for the grace that is asked for', async () => {
    const { body } = await make({ name: 'g', role: 'viewer' });
    const rotated = (await tenant.call('POST', `/api/api-keys/${body.id}/rotate`, { body: { grace_s: 600 } }))
      .body;
    expect(Date.parse(rotated.previous_until)).toBeGreaterThan(Date.now());
    expect(await status(body.key)).toBe(200);
    await maestro.database.setClockOffset(601_000);
    await eventually(async () => (await status(body.key)) === 401);
    expect(await status(rotated.key)).toBe(200);
    expect((await audit()).at(-1)).toEqual(['key.rotated', { name: 'g', grace_s: 600 }]);
  });

  it('is for keys that work', async () => {
    const { body } = await make({ name: 'x', role: 'viewer' });
    await tenant.call('DELETE', `/api/api-keys/${body.id}`);
    problemOf(await tenant.call('POST', `/api/api-keys/${body.id}/rotate`, { body: {} }), [404, 'not-found']);
    problemOf(await tenant.call('POST', '/api/api-keys/none/rotate', { body: { grace_s: -1 } }), [
      422,
      'out-of-range',
    ]);
  });
});

describe('E014: nobody gives, changes or takes more than they have', () => {
  it('in keys: neither a higher role, nor what their scopes leave out', async () => {
    const admin = await tenant.newKey('admin');
    problemOf(await make({ name: 'o', role: 'owner' }, admin), [403, 'scope-exceeds-grantor']);
    expect((await make({ name: 'o', role: 'admin' }, admin)).status).toBe(201);
    const narrow = (
      await make({ name: 'narrow', role: 'admin', scopes: ['key:write', 'key:read', 'run:read'] })
    ).body.key;
    problemOf(await make({ name: 'wide', role: 'viewer' }, narrow), [403, 'scope-exceeds-grantor']);
    problemOf(await make({ name: 'wide', role: 'admin', scopes: ['run:start'] }, narrow), [
      403,
      'scope-exceeds-grantor',
    ]);
    expect((await make({ name: 'fits', role: 'viewer', scopes: ['run:read'] }, narrow)).status).toBe(201);
  });

  it('in keys of others: none of a higher role is rotated or revoked', async () => {
    const admin = await tenant.newKey('admin');
    const owner = tenant.key.split('_')[2] as string;
    problemOf(await tenant.call('POST', `/api/api-keys/${owner}/rotate`, { body: {}, key: admin }), [
      403,
      'scope-exceeds-grantor',
    ]);
    problemOf(await tenant.call('DELETE', `/api/api-keys/${owner}`, { key: admin }), [
      403,
      'scope-exceeds-grantor',
    ]);
    expect(await status(tenant.key)).toBe(200);
  });
});

it('shows roles as what they allow', async () => {
  const { data } = (await tenant.call('GET', '/api/roles')).body;
  expect(data).toHaveLength(6);
  expect(data[2]).toEqual({ name: 'operator', permissions: [...rolePermissions.operator] });
});

it('E030: no tenant sees, rotates or revokes a key of another', async () => {
  const other = await maestro.newTenant();
  const id = other.key.split('_')[2] as string;
  problemOf(await tenant.call('GET', `/api/api-keys/${id}`), [404, 'not-found']);
  problemOf(await tenant.call('DELETE', `/api/api-keys/${id}`), [404, 'not-found']);
  problemOf(await tenant.call('POST', `/api/api-keys/${id}/rotate`, { body: {} }), [404, 'not-found']);
  expect((await other.call('GET', '/api/whoami')).status).toBe(200);
});
