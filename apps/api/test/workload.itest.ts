import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@maestro/testing';
import { createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

/** An ES module: it is loaded, not required. */
const load = () => import('jose');
type Jose = Awaited<ReturnType<typeof load>>;
type Keys = Awaited<ReturnType<Jose['generateKeyPair']>>;
type JWTPayload = ReturnType<Jose['decodeJwt']>;

let jose: Jose;

let maestro: Harness;
let tenant: TestTenant;
let issuer: Server;
let iss: string;
let keys: Keys;
let jwks: object[] = [];
/** Every address that the issuer was asked for. */
const asked: string[] = [];
const GRANT = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
};

beforeAll(async () => {
  maestro = await createHarness();
  jose = await load();
  keys = await jose.generateKeyPair('RS256', { extractable: true });
  // Without `alg`: what a token may be signed with is not for the key to say.
  jwks = [{ ...(await jose.exportJWK(keys.publicKey)), kid: 'one' }];
  issuer = createServer((request, response) => {
    asked.push(request.url ?? '');
    const known: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: iss, jwks_uri: `${iss}/keys` },
      '/keys': { keys: jwks },
    };
    const answer = known[request.url ?? ''];
    response.statusCode = answer ? 200 : 404;
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  iss = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await maestro.close();
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
});
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body: { egress_allow: [new URL(iss).host] } });
});

const rule = (body: object = {}, key?: string): Promise<Answer> =>
  tenant.call('POST', '/api/trust-rules', {
    body: {
      ...{ name: 'main', issuer: iss, role: 'operator', scopes: ['run:start', 'run:read'] },
      conditions: { repository: 'acme/app', ref: 'refs/heads/*' },
      ...body,
    },
    ...(key && { key }),
  });

const seconds = (from = 0) => Math.floor(Date.now() / 1_000) + from;
const claims = (over: JWTPayload = {}): JWTPayload => ({
  ...{ iss, aud: tenant.id, sub: 'repo:acme/app', exp: seconds(300), nbf: seconds(-5), iat: seconds(-5) },
  ...{ repository: 'acme/app', ref: 'refs/heads/main' },
  ...over,
});
const sign = (payload: JWTPayload, header: object = {}, key: Keys['privateKey'] = keys.privateKey) =>
  new jose.SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key);
const exchange = (token: string, more: object = {}): Promise<Answer> =>
  tenant.call('POST', '/api/auth/token', {
    key: null,
    body: { ...GRANT, audience: tenant.id, subject_token: token, ...more },
  });

it('lets in what a rule trusts, for as long and as far as the rule says', async () => {
  const made = await rule({ ttl_s: 120 });
  expect(made.body).toMatchObject({
    audience: tenant.id,
    algorithm: 'RS256',
    ttl_s: 120,
    created_by: 'key:owner',
  });
  const { status, body } = await exchange(await sign(claims()));
  expect([status, body.token_type, body.expires_in, body.scope]).toEqual([
    200,
    'Bearer',
    120,
    'run:read run:start',
  ]);
  const key = body.access_token as string;
  expect(key).toMatch(/^mst_test_/);
  const me = (await tenant.call('GET', '/api/whoami', { key })).body;
  expect(me.principal).toEqual({
    kind: 'workload',
    id: made.body.id,
    actor: 'workload:main',
    role: 'operator',
  });
  expect(me.permissions.sort()).toEqual(['run:read', 'run:start']);
  problemOf(await tenant.call('GET', '/api/templates', { key }), [403, 'forbidden']);
  expect(
    (await tenant.call('GET', '/api/api-keys')).body.data.map(({ name }: { name: string }) => name),
  ).toEqual(['owner']);
  await maestro.database.setClockOffset(121_000);
  const later = await exchange(await sign(claims()));
  // A key is believed for two seconds without being asked about again.
  await eventually(async () => (await tenant.call('GET', '/api/whoami', { key })).status === 401);
  await maestro.database.setClockOffset(0);
  expect(later.status).toBe(200);
});

it('takes a form as well as JSON, and less than the rule gives', async () => {
  await rule();
  const fields = { ...GRANT, audience: tenant.id, subject_token: await sign(claims()), scope: 'run:read' };
  const form = await tenant.call('POST', '/api/auth/token', {
    ...{ key: null, type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() },
  });
  expect([form.status, form.body.scope]).toEqual([200, 'run:read']);
  const token = await sign(claims());
  problemOf(await exchange(token, { scope: 'run:read key:write' }), [403, 'scope-exceeds-grantor']);
  problemOf(await exchange(token, { scope: 'everything' }), [422, 'validation-failed']);
  problemOf(await exchange(token, { grant_type: 'password' }), [422, 'validation-failed']);
  problemOf(await tenant.call('POST', '/api/auth/token', { key: null, body: GRANT }), [422, 'missing-field']);
});

it('E003 to E007: takes no token that is not exactly what it should be, and fetches nothing it names', async () => {
  await rule();
  expect((await exchange(await sign(claims()))).status).toBe(200);
  const stranger = await jose.generateKeyPair('RS256', { extractable: true });
  const pem = await jose.exportSPKI(keys.publicKey);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hs = (secret: string) => {
    const text = `${part({ alg: 'HS256', kid: 'one' })}.${part(claims())}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const { exp: _, ...endless } = claims();
  const { nbf: __, ...timeless } = claims();
  const { aud: ___, ...forAll } = claims();
  const own = await jose.exportJWK(stranger.publicKey);
  const wrong: Record<string, string> = {
    'E003 unsigned': `${part({ alg: 'none' })}.${part(claims())}.`,
    'E004 the public key as a secret': hs(pem),
    'E004 the same behind a blank': hs(` ${pem}`),
    'E005 another algorithm of the same key': await sign(
      claims(),
      { alg: 'PS256' },
      (await psKey()) as Keys['privateKey'],
    ),
    'E006 a path for a key': await sign(claims(), { kid: '../../etc/passwd' }),
    'E006 a condition for a key': await sign(claims(), { kid: "x' OR 1=1" }),
    'E006 its own key': await sign(claims(), { jwk: own }, stranger.privateKey),
    'E006 keys elsewhere': await sign(
      claims(),
      { jku: `${iss}/elsewhere`, x5u: `${iss}/x5u` },
      stranger.privateKey,
    ),
    'E007 for somebody else': await sign(claims({ aud: 'https://other.example' })),
    'E007 over': await sign(claims({ exp: seconds(-1) })),
    'E007 not yet': await sign(claims({ nbf: seconds(90) })),
    'E007 without an end': await sign(endless),
    'E007 without a beginning': await sign(timeless),
    'E007 for nobody': await sign(forAll),
    'E007 of another issuer': await sign(claims({ iss: 'https://other.example' })),
    'another signature': `${(await sign(claims())).slice(0, -6)}AAAAAA`,
    'no token': 'nothing',
  };
  asked.length = 0;
  for (const [name, token] of Object.entries(wrong)) {
    const { status, body } = await exchange(token);
    expect([name, status, body.code]).toEqual([name, 401, 'invalid-token']);
  }
  expect(asked.filter((path) => !['/.well-known/openid-configuration', '/keys'].includes(path))).toEqual([]);
  // A clock that is a little ahead is forgiven.
  expect((await exchange(await sign(claims({ nbf: seconds(30) })))).status).toBe(200);
  // As a bearer token a JSON Web Token opens nothing at all.
  problemOf(await tenant.call('GET', '/api/whoami', { key: await sign(claims()) }), [401, 'invalid-token']);
});

/** The key of the issuer, for another algorithm than the one that was agreed. */
async function psKey() {
  return jose.importJWK(await jose.exportJWK(keys.privateKey), 'PS256');
}

it('is the tenant\u2019s to say: other claims, other tenants and no rule at all let nobody in', async () => {
  const token = await sign(claims());
  problemOf(await exchange(token), [401, 'invalid-token']);
  await rule();
  for (const over of [
    { repository: 'acme/other' },
    { ref: 'refs/tags/v1' },
    { ref: undefined },
    { repository: ['x'] },
  ])
    problemOf(await exchange(await sign(claims(over))), [403, 'not-trusted']);
  const other = await maestro.newTenant();
  for (const audience of [other.id, `ten_${'0'.repeat(26)}`, 'x'])
    problemOf(await exchange(token, { audience }), [401, 'invalid-token']);
});

it('E014: gives no more than who makes the rule has, and ends with it', async () => {
  const admin = await tenant.newKey('admin');
  problemOf(await rule({ role: 'owner' }, admin), [403, 'scope-exceeds-grantor']);
  const { body } = await rule({}, admin);
  problemOf(await rule(), [409, 'name-taken']);
  const key = (await exchange(await sign(claims()))).body.access_token as string;
  expect((await tenant.call('DELETE', `/api/trust-rules/${body.id}`)).status).toBe(204);
  problemOf(await tenant.call('GET', '/api/whoami', { key }), [401, 'invalid-key']);
  problemOf(await exchange(await sign(claims())), [401, 'invalid-token']);
  problemOf(await tenant.call('GET', `/api/trust-rules/${body.id}`), [404, 'not-found']);
  expect((await tenant.call('GET', '/api/trust-rules')).body.data).toEqual([]);
});

it.each<[object, string]>([
  [{ issuer: 'http://issuer.example' }, '/issuer'],
  [{ issuer: 'https://a:b@issuer.example' }, '/issuer'],
  [{ issuer: 'file:///etc/passwd' }, '/issuer'],
  [{ conditions: {} }, '/conditions'],
  [{ conditions: { repository: '*' } }, '/conditions/repository'],
  [{ conditions: { repository: 'a*b' } }, '/conditions/repository'],
  [{ conditions: { repository: 1 } }, '/conditions/repository'],
])('makes no rule of %j', async (body, pointer) => {
  expect(problemOf(await rule(body), [422, 'validation-failed']).errors?.[0]?.pointer).toBe(pointer);
});

it('asks no issuer that the tenant may not reach', async () => {
  await rule();
  await tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body: { egress_allow: [] } });
  asked.length = 0;
  problemOf(await exchange(await sign(claims())), [502, 'provider-unavailable']);
  expect(asked).toEqual([]);
});
