import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgress } from '@maestro/egress';
import { createVaultProvider } from './vault';
import { VaultClient, type VaultSettings } from './vault-client';

// A server that answers as Vault does: the paths, statuses and bodies are those of its HTTP API (KV version 2, AppRole).

const owner = { tenantId: 't', tenantName: 'acme' };
const reference = { path: 'billing/stripe', key: 'token' };
const TOKEN = 'hvs.test-token';

let server: Server;
let address: string;
let asked: { method: string; path: string; token: string | undefined; namespace: string | undefined }[] = [];
let answer: (request: IncomingMessage) => { status: number; body: unknown } | 'hang up';

const kv = (data: object | null) => ({
  status: 200,
  body: {
    request_id: 'r',
    lease_id: '',
    data: {
      data,
      metadata: { created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false, version: 3 },
    },
  },
});
const login = (lease = 3600) => ({
  status: 200,
  body: { auth: { client_token: TOKEN, lease_duration: lease, renewable: true, policies: ['default'] } },
});
const failing = (status: number, ...errors: string[]) => ({ status, body: { errors } });

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const token = headers['x-vault-token'] as string | undefined;
    asked.push({ method, path: url, token, namespace: headers['x-vault-namespace'] as string | undefined });
    const said = answer(request);
    if (said === 'hang up') return void request.socket.destroy();
    response.writeHead(said.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(said.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = [];
});

function provider(settings: Partial<VaultSettings> = {}, cacheMs = 60_000) {
  const egress = createEgress({ allow: [new URL(address).host] });
  const client = new VaultClient(egress, { address, auth: { token: TOKEN }, ...settings });
  return createVaultProvider({ client, mount: 'secret', prefix: 'maestro', cacheMs });
}

it('reads a key below the path of the tenant, with its token', async () => {
  answer = () => kv({ token: 'v-1', other: 'x' });
  expect(await provider({ namespace: 'team' }).read(reference, owner)).toBe('v-1');
  expect(asked).toEqual([
    { method: 'GET', path: '/v1/secret/data/maestro/acme/billing/stripe', token: TOKEN, namespace: 'team' },
  ]);
});

it('asks for a version where one is named', async () => {
  answer = () => kv({ token: 'v-1' });
  await provider().read({ ...reference, version: '2' }, owner);
  expect(asked[0]?.path).toBe('/v1/secret/data/maestro/acme/billing/stripe?version=2');
});

it('remembers a value, and not an error', async () => {
  const vault = provider();
  answer = () => failing(503, 'Vault is sealed');
  await expect(vault.read(reference, owner)).rejects.toMatchObject({ code: 'secret-unavailable' });
  answer = () => kv({ token: 'v-1' });
  await vault.read(reference, owner);
  await vault.read(reference, owner);
  expect(asked).toHaveLength(2);
  const forgetful = provider({}, 0);
  await forgetful.read(reference, owner);
  await forgetful.read(reference, owner);
  expect(asked).toHaveLength(4);
});

it.each<[string, ReturnType<typeof answer>, string, boolean]>([
  ['403', failing(403, 'permission denied for /maestro/other'), 'secret-denied', false],
  ['404', failing(404), 'secret-not-found', false],
  ['a deleted version', kv(null), 'secret-not-found', false],
  ['another key', kv({ other: 'x' }), 'secret-not-found', false],
  ['503, sealed', failing(503, 'Vault is sealed'), 'secret-unavailable', true],
  ['500', failing(500, 'internal error'), 'secret-unavailable', true],
  ['429', failing(429), 'secret-unavailable', true],
  ['a redirect', failing(307), 'secret-unavailable', true],
  ['no answer', 'hang up', 'secret-unavailable', true],
  ['something else', { status: 200, body: 'text' }, 'secret-unavailable', true],
])('says of %s what happened, and nothing of what Vault said', async (_, said, code, retryable) => {
  answer = () => said;
  const error: unknown = await provider()
    .read(reference, owner)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, retryable });
  expect(String(error)).not.toMatch(/other|internal error|permission denied/);
});

describe('with a role', () => {
  const auth = { roleId: 'role', secretId: 'secret-id' };

  it('signs in once and uses the token of its lease', async () => {
    answer = ({ url = '' }) => (url.endsWith('/login') ? login() : kv({ token: 'v' }));
    const vault = provider({ auth }, 0);
    await vault.read(reference, owner);
    await vault.read(reference, owner);
    expect(asked.map(({ path, token }) => [path, token])).toEqual([
      ['/v1/auth/approle/login', undefined],
      ['/v1/secret/data/maestro/acme/billing/stripe', TOKEN],
      ['/v1/secret/data/maestro/acme/billing/stripe', TOKEN],
    ]);
  });

  it('signs in again where its token was revoked', async () => {
    let reads = 0;
    answer = ({ url = '' }) => {
      if (url.endsWith('/login')) return login();
      return (reads += 1) === 1 ? failing(403, 'permission denied') : kv({ token: 'v' });
    };
    expect(await provider({ auth }).read(reference, owner)).toBe('v');
    expect(asked.filter(({ path }) => path.endsWith('/login'))).toHaveLength(2);
  });

  it('says that it may not sign in', async () => {
    answer = () => failing(400, 'invalid role or secret ID');
    await expect(provider({ auth }).read(reference, owner)).rejects.toMatchObject({ code: 'secret-denied' });
  });
});

it.each([
  [{ path: '../other/x', key: 'k' }, '/reference/path'],
  [{ path: '/x', key: 'k' }, '/reference/path'],
  [{ path: 'a//b', key: 'k' }, '/reference/path'],
  [{ path: 'a/./b', key: 'k' }, '/reference/path'],
  [{ path: 'a?version=1', key: 'k' }, '/reference/path'],
  [{ path: 'a%2f..', key: 'k' }, '/reference/path'],
  [{ path: 'a' }, '/reference/key'],
  [{ path: 'a', key: 'k', mount: 'other' }, '/reference/mount'],
  [{ path: 'a', key: 'k', version: 'latest' }, '/reference/version'],
])('refuses the reference %j', (wrong, pointer) => {
  expect(
    provider()
      .check(wrong, owner)
      .map((fault) => fault.pointer),
  ).toEqual([pointer]);
});
