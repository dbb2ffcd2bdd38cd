import { createApiKey, createAuthenticator, SESSION_SCHEME } from '@maestro/governance';
import { formatId, insertTenant, newId } from '@maestro/persistence';
import { rolePermissions } from '@maestro/tenancy';
import { eventually } from '@maestro/testing';
import { Browser, startOpenIdProvider, type OpenIdProvider } from './browser';
import { chain, createHarness, findFreePort, type Harness } from './harness';

const CLIENT_SECRET = 'vQ3k9sLw7ZpX2mTn';
const tenantId = newId();
const tenant = formatId('ten', tenantId);

let maestro: Harness;
let provider: OpenIdProvider;
let ownerKey: string;

beforeAll(async () => {
  // The provider has to know where we will be before we are there.
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startOpenIdProvider({
    client_id: 'maestro',
    client_secret: CLIENT_SECRET,
    redirect_uris: [`${url}/api/auth/callback`],
    post_logout_redirect_uris: [url],
  });
  const one = { issuer: provider.issuer, client_id: 'maestro', client_secret: CLIENT_SECRET, tenant };
  const settings = {
    MAESTRO_PUBLIC_URL: url,
    MAESTRO_SIGN_IN_PROVIDERS: JSON.stringify([
      { name: 'local', ...one },
      { name: 'es', ...one, algorithm: 'ES256' },
      { name: 'away', ...one, issuer: 'http://127.0.0.1:1' },
    ]),
  };
  maestro = await createHarness({ port, settings });
  ownerKey = await maestro.connections.tenants.withTenant(tenantId, async (tx) => {
    await insertTenant(tx, { name: 'acme', env: 'test' });
    return (await createApiKey(tx, { name: 'owner', role: 'owner' })).key;
  });
});
afterEach(() => maestro.database.setClockOffset(0));
afterAll(async () => {
  await maestro.close();
  await provider.stop();
});

interface Reply {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came back
  body: any;
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) };
}
const ask = async (browser: Browser, path: string, init?: RequestInit) =>
  read(await browser.send(maestro.url + path, init));
const askWith = async (key: string, method: string, path: string, body?: object): Promise<Reply> =>
  read(
    await fetch(maestro.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
const asOwner = (method: string, path: string, body?: object) => askWith(ownerKey, method, path, body);

let people = 0;
async function invite(
  role: string,
  email = `p${++people}@example.org`,
): Promise<{ id: string; token: string; email: string }> {
  const { body } = await asOwner('POST', `/api/tenants/${tenant}/members`, { email, role });
  return { id: body.id, token: body.invite_token, email };
}

/** To the provider and back; the answer of our callback. */
async function signIn(browser: Browser, person: string, query = ''): Promise<Reply> {
  const begun = await browser.send(`${maestro.url}/api/auth/login?provider=local${query}`);
  const callback = await browser.signInAt(begun.headers.get('location') ?? '', person);
  return read(await browser.send(callback));
}

async function signedIn(
  role: string,
): Promise<{ browser: Browser; csrf: string; member: string; email: string }> {
  const browser = new Browser();
  const { id, token, email } = await invite(role);
  expect((await signIn(browser, email.split('@')[0] as string, `&invite=${token}`)).status).toBe(302);
  return { browser, member: id, email, csrf: (await ask(browser, '/api/auth/session')).body.csrf_token };
}
const withCsrf = (csrf: string, body: object = {}): RequestInit => ({
  method: 'POST',
  headers: { 'x-csrf-token': csrf, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('signing in', () => {
  it('takes an invited person to their provider and back into a session', async () => {
    const browser = new Browser();
    const { id, token } = await invite('operator', 'verified@example.org');
    const begun = await browser.send(
      `${maestro.url}/api/auth/login?provider=local&invite=${token}&return_to=/docs`,
    );
    const away = new URL(begun.headers.get('location') ?? '');
    expect(away.origin).toBe(provider.issuer);
    expect(Object.fromEntries(away.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${maestro.url}/api/auth/callback`,
      state: expect.stringMatching(/^.{32,}$/),
      nonce: expect.stringMatching(/^.{32,}$/),
    });
    const back = await browser.send(await browser.signInAt(away.href, 'verified-verified'));
    expect([back.status, back.headers.get('location')]).toEqual([302, '/docs']);
    const cookie = back.headers.getSetCookie().find((line) => line.startsWith('maestro_session='));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const me = (await ask(browser, '/api/whoami')).body;
    expect(me.principal).toEqual({ kind: 'user', id, actor: 'user:verified@example.org', role: 'operator' });
    expect(me.permissions).toEqual([...rolePermissions.operator]);
    // The second time nothing but the identity is needed.
    const again = new Browser();
    expect((await signIn(again, 'verified-verified')).status).toBe(302);
    expect((await ask(again, '/api/whoami')).body.principal.id).toBe(id);
    expect((await ask(again, '/api/auth/sessions')).body.data).toHaveLength(2);
    expect((await asOwner('GET', `/api/tenants/${tenant}/members/${id}`)).body.status).toBe('active');
  });

  it('E008: is nobody by an address, whatever the provider says of it', async () => {
    const { email } = await signedIn('owner');
    // Another subject with the address of a member, vouched for or not.
    await invite('admin', 'target@example.org');
    for (const person of ['target', 'verified-target', `verified-${email.split('@')[0]}`]) {
      const reply = await signIn(new Browser(), person);
      expect([reply.status, reply.body.code]).toEqual([403, 'identity-not-linked']);
    }
  });

  it('does not give an invitation to whom the provider vouches for somebody else', async () => {
    const { token } = await invite('viewer', 'meant@example.org');
    const wrong = await signIn(new Browser(), 'verified-other', `&invite=${token}`);
    expect(wrong.body.code).toBe('identity-not-linked');
    expect((await signIn(new Browser(), 'verified-meant', `&invite=${token}`)).status).toBe(302);
    // It is used up.
    expect((await signIn(new Browser(), 'thief', `&invite=${token}`)).body.code).toBe('identity-not-linked');
  });

  it('lets an invitation go after seven days', async () => {
    const { token } = await invite('viewer');
    await maestro.database.setClockOffset(8 * 86_400_000);
    expect((await signIn(new Browser(), 'late', `&invite=${token}`)).body.code).toBe('identity-not-linked');
  });

  it('E009: is over with a state that is missing, wrong, used, too old, or of another browser', async () => {
    const { token } = await invite('viewer');
    const refused = async (browser: Browser, callback: string) => {
      const { status, body } = await read(await browser.send(callback));
      expect([status, body.code]).toEqual([400, 'invalid-oauth-state']);
    };
    const go = async (browser: Browser) => {
      const begun = await browser.send(`${maestro.url}/api/auth/login?provider=local&invite=${token}`);
      return browser.signInAt(begun.headers.get('location') ?? '', 'p-state');
    };
    const callback = await go(new Browser());
    await refused(new Browser(), callback);
    const other = new Browser();
    await go(other);
    await refused(other, callback);
    for (const state of ['', 'x']) {
      const browser = new Browser();
      const address = new URL(await go(browser));
      address.searchParams.set('state', state);
      await refused(browser, address.href);
      // What was tried once is not tried again, not even rightly.
      await refused(browser, await go(new Browser()));
    }
    const late = new Browser();
    const slow = await go(late);
    await maestro.database.setClockOffset(601_000);
    await refused(late, slow);
    await maestro.database.setClockOffset(0);
    const fine = new Browser();
    const good = await go(fine);
    const cookies = new Map(fine.cookies(maestro.url));
    expect((await fine.send(good)).status).toBe(302);
    // With the cookie of before put back: the row is gone.
    for (const [name, value] of cookies) fine.cookies(maestro.url).set(name, value);
    await refused(fine, good);
  });

  it('E003, E005: takes ID tokens of the declared algorithm and no other', async () => {
    const browser = new Browser();
    const begun = await browser.send(`${maestro.url}/api/auth/login?provider=es`);
    const reply = await read(
      await browser.send(await browser.signInAt(begun.headers.get('location') ?? '', 'p-es')),
    );
    expect([reply.status, reply.body.code]).toEqual([403, 'sign-in-refused']);
  });

  it('says what is wrong with a provider', async () => {
    const browser = new Browser();
    for (const [query, status, code] of [
      ['provider=none', 404, 'unknown-provider'],
      ['', 404, 'unknown-provider'],
      ['provider=away', 502, 'provider-unavailable'],
      ['provider=local&return_to=https://evil.example', 400, 'invalid-parameter'],
      ['provider=local&return_to=//evil.example', 400, 'invalid-parameter'],
      ['provider=local&return_to=/%5Cevil.example', 400, 'invalid-parameter'],
      ['provider=local&invite=x', 400, 'invalid-parameter'],
    ] as const) {
      const reply = await ask(browser, `/api/auth/login?${query}`);
      expect([query, reply.status, reply.body.code]).toEqual([query, status, code]);
    }
    expect((await ask(browser, '/api/auth/providers')).body).toEqual({ data: ['local', 'es', 'away'] });
  });

  it('is refused where the provider says no', async () => {
    const browser = new Browser();
    const begun = await browser.send(`${maestro.url}/api/auth/login?provider=local`);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const reply = await ask(browser, `/api/auth/callback?error=access_denied&state=${state}`);
    expect([reply.status, reply.body.code]).toEqual([403, 'sign-in-refused']);
  });
});

describe('a session', () => {
  it('E018: changes nothing without its token, and nothing for another page', async () => {
    const { browser, csrf } = await signedIn('operator');
    const template = await asOwner('POST', '/api/templates', chain('flow', 'a'));
    expect(template.status).toBeLessThan(300);
    const run = { template: 'flow' };
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'template=flow',
    };
    const attempts: RequestInit[] = [
      { ...withCsrf(csrf, run), headers: { 'content-type': 'application/json' } },
      withCsrf('x', run),
      withCsrf((await signedIn('operator')).csrf, run),
      { ...withCsrf(csrf, run), headers: { ...withCsrf(csrf).headers, origin: 'https://evil.example' } },
      form,
    ];
    for (const attempt of attempts) {
      const { status, body } = await ask(browser, '/api/runs', attempt);
      expect([status, body.code]).toEqual([403, 'csrf']);
    }
    const read = await ask(browser, '/api/runs', { headers: { origin: 'https://evil.example' } });
    expect(read.body.code).toBe('csrf');
    expect([...read.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await ask(browser, '/api/runs')).body.data).toEqual([]);
    const own = { ...withCsrf(csrf, run), headers: { ...withCsrf(csrf).headers, origin: maestro.url } };
    expect((await ask(browser, '/api/runs', own)).status).toBe(201);
  });

  it('is no bearer token, and a wrong one opens nothing', async () => {
    const { browser } = await signedIn('viewer');
    const [[name = '', text = ''] = []] = browser.cookies(maestro.url);
    const bearer = await ask(new Browser(), '/api/whoami', { headers: { authorization: `Bearer ${text}` } });
    expect([bearer.status, bearer.body.code]).toEqual([401, 'invalid-token']);
    const [ten, ses, secret = ''] = text.split('.');
    for (const wrong of [
      `${ten}.${ses}.${secret.slice(1)}A`,
      `${ten}.ses_${'0'.repeat(26)}.${secret}`,
      `${ten}.${ses}`,
      'x',
    ]) {
      const { status, body } = await ask(new Browser(), '/api/whoami', {
        headers: { cookie: `${name}=${wrong}` },
      });
      expect([status, body.code]).toEqual([401, 'invalid-token']);
    }
    const two = await ask(new Browser(), '/api/whoami', {
      headers: { cookie: `${name}=${text}; ${name}=x` },
    });
    expect(two.body.code).toBe('unauthenticated');
    expect(maestro.log.join('')).not.toContain(secret);
  });

  it('ends when it is idle, when its life is over, and not before', async () => {
    let now = 0;
    const authenticator = createAuthenticator(maestro.connections.tenants, { now: () => now });
    const opens = async (text: string, minutes: number) => {
      await maestro.database.setClockOffset(minutes * 60_000);
      // Beyond what it remembers of the credential, and of having noted its use.
      now += 61_000;
      const principal = await authenticator.authenticate(SESSION_SCHEME + text);
      await authenticator.idle();
      return principal !== null;
    };
    const textOf = ({ browser }: { browser: Browser }) => [...browser.cookies(maestro.url).values()][0] ?? '';
    const idle = textOf(await signedIn('viewer'));
    for (const minutes of [50, 100, 150]) expect(await opens(idle, minutes)).toBe(true);
    expect(await opens(idle, 211)).toBe(false);
    await maestro.database.setClockOffset(0);
    const busy = textOf(await signedIn('viewer'));
    for (let minutes = 55; minutes < 720; minutes += 55) expect(await opens(busy, minutes)).toBe(true);
    expect(await opens(busy, 721)).toBe(false);
  });

  it('is listed and ended by its person, and by nobody else', async () => {
    const [ada, bob] = [await signedIn('admin'), await signedIn('viewer')];
    const second = new Browser();
    await signIn(second, ada.email.split('@')[0] as string);
    const { data } = (await ask(ada.browser, '/api/auth/sessions')).body;
    expect(data.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
    const remove = (csrf: string): RequestInit => ({ method: 'DELETE', headers: { 'x-csrf-token': csrf } });
    expect((await ask(bob.browser, `/api/auth/sessions/${data[0].id}`, remove(bob.csrf))).status).toBe(404);
    expect((await ask(ada.browser, `/api/auth/sessions/${data[0].id}`, remove(ada.csrf))).status).toBe(204);
    await eventually(async () => (await ask(second, '/api/whoami')).status === 401);
    expect((await ask(ada.browser, '/api/whoami')).status).toBe(200);
    expect((await asOwner('GET', '/api/auth/sessions')).body.code).toBe('not-found');
  });

  it('ends with a sign-out, here and at the provider', async () => {
    const { browser, csrf } = await signedIn('viewer');
    expect((await ask(browser, '/api/auth/logout', { method: 'POST' })).body.code).toBe('csrf');
    const kept = new Map(browser.cookies(maestro.url));
    const { body } = await ask(browser, '/api/auth/logout', withCsrf(csrf));
    expect(new URL(body.end_session_url).origin).toBe(provider.issuer);
    expect((await browser.send(body.end_session_url)).status).toBe(200);
    expect([...browser.cookies(maestro.url).keys()]).toEqual([]);
    for (const [name, value] of kept) browser.cookies(maestro.url).set(name, value);
    await eventually(async () => (await ask(browser, '/api/whoami')).status === 401);
  });

  it('follows its member: another role at once, an end with the membership, open streams included', async () => {
    const { browser, member } = await signedIn('operator');
    await asOwner('PATCH', `/api/tenants/${tenant}/members/${member}`, { role: 'viewer' });
    await eventually(async () => (await ask(browser, '/api/whoami')).body.principal.role === 'viewer');
    await asOwner('POST', '/api/templates', chain('flow', 'a'));
    const run = (await asOwner('POST', '/api/runs', { template: 'flow' })).body.id;
    const stream = await browser.send(`${maestro.url}/api/runs/${run}/events`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    const ended = stream.text().catch(() => 'ended');
    const from = Date.now();
    expect((await asOwner('DELETE', `/api/tenants/${tenant}/members/${member}`)).status).toBe(204);
    await ended;
    expect(Date.now() - from).toBeLessThan(5_500);
    expect((await ask(browser, '/api/whoami')).status).toBe(401);
  });

  it('makes keys that are its person: no second vote with a key of one\u2019s own', async () => {
    const { browser, csrf, member } = await signedIn('admin');
    const { body } = await ask(
      browser,
      '/api/api-keys',
      withCsrf(csrf, { name: `mine-${member}`.slice(0, 20).replace('_', '-'), role: 'operator' }),
    );
    expect(body).toMatchObject({ owner: `user:${member}` });
    const owner = await maestro.connections.authenticator.authenticate(body.key);
    expect(owner).toMatchObject({ subject: `key:${body.id}`, person: `user:${member}` });
  });
});

it('takes the keys of its person along, also those that are made while it ends', async () => {
  const { browser, csrf, member } = await signedIn('admin');
  const make = async (name: string, of: Browser | string) =>
    typeof of === 'string'
      ? askWith(of, 'POST', '/api/api-keys', { name, role: 'viewer' })
      : ask(of, '/api/api-keys', withCsrf(csrf, { name, role: 'viewer' }));
  const made = await make('of-a-leaver', browser);
  const given = (await asOwner('POST', '/api/api-keys', { name: 'of-the-tenant', role: 'viewer' })).body;
  expect((await askWith(made.body.key, 'GET', '/api/whoami')).status).toBe(200);

  expect((await asOwner('DELETE', `/api/tenants/${tenant}/members/${member}`)).status).toBe(204);
  // The session is known for some seconds more; what it makes in them would outlive it.
  const late = await make('made-too-late', browser);
  expect([late.status, late.body.code]).toEqual([
    401,
    expect.stringMatching(/^(invalid-token|unauthenticated)$/),
  ]);
  const from = Date.now();
  await eventually(async () => (await askWith(made.body.key, 'GET', '/api/whoami')).status === 401);
  expect(Date.now() - from).toBeLessThan(5_500);
  expect((await askWith(given.key, 'GET', '/api/whoami')).status).toBe(200);

  const { data } = (await asOwner('GET', `/api/audit?subject=${made.body.id}`)).body;
  expect(data.map(({ action }: { action: string }) => action)).toEqual(['key.revoked', 'key.created']);
  expect(data[0]).toMatchObject({ actor: 'key:owner', detail: { with_member: member } });
});

it('who was a member before is that member again', async () => {
  const { member, email, browser } = await signedIn('viewer');
  await asOwner('DELETE', `/api/tenants/${tenant}/members/${member}`);
  const person = email.split('@')[0] as string;
  expect((await signIn(browser, person)).body.code).toBe('identity-not-linked');
  const { token } = await invite('operator', email);
  expect((await signIn(browser, person, `&invite=${token}`)).status).toBe(302);
  expect((await ask(browser, '/api/whoami')).body.principal).toMatchObject({ id: member, role: 'operator' });
});
