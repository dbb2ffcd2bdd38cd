import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let path: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  path = `/api/tenants/${tenant.id}/members`;
});

const inviteAs = (role: string, email = `${role}@example.org`, key?: string) =>
  tenant.call('POST', path, { body: { email, role }, ...(key && { key }) });
/** As a sign-in ties a member to an identity. */
const arrive = (id: string) =>
  maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
    tx.query(
      `UPDATE maestro_members SET issuer = 'https://idp.example', subject = email, invite_hash = NULL, invite_expires_at = NULL
       WHERE tenant_id = $1 AND email = $2`,
      [tenant.uuid, id],
    ),
  );

it('are invited with a text that is shown once, listed, and read', async () => {
  const { status, body, text } = await inviteAs('operator', 'Ada@Example.org');
  expect(status).toBe(201);
  expect(body).toMatchObject({
    email: 'ada@example.org',
    role: 'operator',
    status: 'invited',
    created_by: 'key:owner',
  });
  expect(body.invite_token).toMatch(/^inv_[A-Za-z0-9]{32}$/);
  expect(text).not.toContain('hash');
  const shown = (await tenant.call('GET', `${path}/${body.id}`)).body;
  expect(shown).not.toHaveProperty('invite_token');
  await inviteAs('viewer');
  const first = (await tenant.call('GET', `${path}?limit=1`)).body;
  const second = (await tenant.call('GET', `${path}?limit=1&after=${first.page.next}`)).body;
  expect([first.data[0], second.data[0].email, second.page.next]).toEqual([
    shown,
    'viewer@example.org',
    null,
  ]);
});

it('are invited again until they have come', async () => {
  const first = (await inviteAs('viewer')).body;
  const again = (await inviteAs('operator', 'viewer@example.org')).body;
  expect(again).toMatchObject({ id: first.id, role: 'operator' });
  expect(again.invite_token).not.toBe(first.invite_token);
  await arrive('viewer@example.org');
  problemOf(await inviteAs('viewer'), [409, 'member-exists']);
});

it.each([
  '',
  'ada',
  'ada@',
  '@example.org',
  'a b@example.org',
  'a@b',
  'a@example.org,b@example.org',
  'a@[127.0.0.1]',
])('are not invited at %j', async (email) => {
  const { status, body } = await inviteAs('viewer', email);
  expect([status, body.errors[0].pointer]).toEqual([422, '/email']);
});

it('E014: are given no role above that of who gives it, and not touched by who is below them', async () => {
  const admin = await tenant.newKey('admin');
  problemOf(await inviteAs('owner', 'x@example.org', admin), [403, 'scope-exceeds-grantor']);
  const { id } = (await inviteAs('viewer')).body;
  problemOf(await tenant.call('PATCH', `${path}/${id}`, { body: { role: 'owner' }, key: admin }), [
    403,
    'scope-exceeds-grantor',
  ]);
  const owner = (await inviteAs('owner')).body.id;
  problemOf(await tenant.call('PATCH', `${path}/${owner}`, { body: { role: 'viewer' }, key: admin }), [
    403,
    'scope-exceeds-grantor',
  ]);
  problemOf(await tenant.call('DELETE', `${path}/${owner}`, { key: admin }), [403, 'scope-exceeds-grantor']);
  expect(
    (await tenant.call('PATCH', `${path}/${id}`, { body: { role: 'operator' }, key: admin })).body.role,
  ).toBe('operator');
});

it('leave one owner behind who can sign in, also when two go at once', async () => {
  const [a, b] = [
    (await inviteAs('owner', 'a@example.org')).body.id,
    (await inviteAs('owner', 'b@example.org')).body.id,
  ];
  await arrive('a@example.org');
  problemOf(await tenant.call('DELETE', `${path}/${a}`), [409, 'last-owner']);
  problemOf(await tenant.call('PATCH', `${path}/${a}`, { body: { role: 'admin' } }), [409, 'last-owner']);
  await arrive('b@example.org');
  const answers = await Promise.all([a, b].map((id) => tenant.call('DELETE', `${path}/${id}`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
});

it('are gone once they are removed, and may be invited as somebody new', async () => {
  const { id } = (await inviteAs('viewer')).body;
  expect((await tenant.call('DELETE', `${path}/${id}`)).status).toBe(204);
  problemOf(await tenant.call('GET', `${path}/${id}`), [404, 'not-found']);
  problemOf(await tenant.call('DELETE', `${path}/${id}`), [404, 'not-found']);
  expect((await inviteAs('viewer')).body.id).not.toBe(id);
  const actions = await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
    tx.query<{ action: string }>('SELECT action FROM maestro_audit_entries ORDER BY id'),
  );
  expect(actions.map(({ action }) => action)).toEqual(['member.invited', 'member.removed', 'member.invited']);
});

it('E020: are as unknown to another tenant as people who never were', async () => {
  const { id } = (await inviteAs('viewer')).body;
  const other = await maestro.newTenant();
  for (const address of [path, `${path}/${id}`, `/api/tenants/${other.id}/members/${id}`])
    problemOf(await other.call('GET', address), [404, 'not-found']);
  problemOf(
    await other.call('PATCH', `/api/tenants/${other.id}/members/${id}`, { body: { role: 'owner' } }),
    [404, 'not-found'],
  );
});
