import { roles, rolePermissions, type Role } from '@maestro/tenancy';
import { differences, fingerprint } from '@maestro/testing';
import { createHarness, type Harness, type TestTenant } from '../harness';
import { Asker, each, type Question, type Reply } from './asking';
import { wrongCredentials } from './credentials';
import { report } from './figures';
import { OPEN_DOORS } from './open-doors';
import { fill, matches, routesOf, type Description, type Route } from './routes';
import { spellingsOf } from './spellings';

// Every route that the running API has × every credential that should not open it × methods × spellings of its path.
// Nothing here names a route: one that is added tomorrow is walked tomorrow.

let maestro: Harness;
let tenant: TestTenant;
let asker: Asker;
let routes: Route[];
let guarded: Route[];
const keys = new Map<Role, string>();
/** All findings of the suite: each test expects none of its own. */
let leaks = 0;

// Thousands of requests: seconds on a quiet machine, more on a busy one.
jest.setTimeout(180_000);

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
  asker = new Asker(maestro);
  const description = JSON.parse(
    (await asker.ask({ method: 'GET', path: '/openapi.json' })).text,
  ) as Description;
  routes = routesOf(maestro, description);
  guarded = routes.filter((route) => !isOpen(route));
  for (const role of roles) keys.set(role, await tenant.newKey(role));
});
afterAll(async () => {
  report({ matrix: 'auth', routes: routes.length, requests: asker.asked, leaks });
  asker.close();
  await maestro.close();
});

const isOpen = ({ method, path }: Route) => `${method === 'HEAD' ? 'GET' : method} ${path}` in OPEN_DOORS;
const bodyOf = ({ method }: Route) => (['POST', 'PUT', 'PATCH'].includes(method) ? { body: {} } : {});
const question = (route: Route): Question => ({
  method: route.method,
  path: fill(route.path, {}),
  ...bodyOf(route),
});
const keyed = (role: Role) => ({ authorization: `Bearer ${keys.get(role) ?? ''}` });
const codeOf = ({ text }: Reply) => /"code":"([^"]+)"/.exec(text)?.[1] ?? '';
const mayNot = ({ access }: Route) => roles.find((role) => access !== 'identity' && !may(role, access));
const may = (role: Role, access: Route['access']) =>
  access === 'identity' || (rolePermissions[role] as ReadonlySet<string>).has(access);

/** Asks all questions and hands out a line for each answer that is not as `right` says. */
async function ask(questions: readonly Question[], right: (reply: Reply) => boolean): Promise<string[]> {
  const found: string[] = [];
  await each(questions, async (one) => {
    const reply = await asker.ask(one);
    if (!right(reply)) found.push(`${one.method} ${one.path}: ${reply.status} ${codeOf(reply)}`);
  });
  leaks += found.length;
  return found;
}

it('opens no door that is not listed with its reason', () => {
  const open = routes.filter(({ access }) => access === 'public' || access === 'undescribed');
  const unlisted = open.filter((route) => !isOpen(route)).map(({ method, path }) => `${method} ${path}`);
  leaks += unlisted.length;
  // Declare a permission with @Operation, or give the reason in open-doors.ts.
  expect(unlisted).toEqual([]);
  const all = routes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(OPEN_DOORS).filter((door) => !all.includes(door))).toEqual([]);
});

it('E001: asks everybody for a credential', async () => {
  expect(
    await ask(
      guarded.map(question),
      (reply) =>
        reply.status === 401 &&
        reply.headers['www-authenticate'] === 'Bearer realm="maestro"' &&
        (reply.text === '' || codeOf(reply) === 'unauthenticated'),
    ),
  ).toEqual([]);
});

it('E002 to E010: takes none that is malformed, forged, expired, revoked or of another environment', async () => {
  const before = await fingerprint(maestro.database.ownerUrl, tenant.uuid);
  const wrong = await wrongCredentials(maestro, tenant);
  const ground = await fingerprint(maestro.database.ownerUrl, tenant.uuid);
  expect(differences(before, ground)).toContain('maestro_api_keys');
  for (const [name, headers] of Object.entries(wrong)) {
    const found = await ask(
      guarded.map((route) => ({ ...question(route), headers, wrong: true })),
      (reply) =>
        reply.status === 401 &&
        /error="invalid_token"/.test(String(reply.headers['www-authenticate'])) &&
        (reply.text === '' || ['invalid-token', 'invalid-key'].includes(codeOf(reply))),
    );
    expect([name, found]).toEqual([name, []]);
  }
  expect(differences(ground, await fingerprint(maestro.database.ownerUrl, tenant.uuid))).toEqual([]);
});

it('E012, E013: lets each role do exactly what its permissions say', async () => {
  for (const role of roles) {
    const asked = guarded.map((route) => ({ route, ...question(route), headers: keyed(role) }));
    const table = new Map(asked.map(({ method, path, route }) => [`${method} ${path}`, route]));
    const found: string[] = [];
    await each(asked, async ({ route, ...one }) => {
      const reply = await asker.ask(one);
      const refused = reply.status === 403 && (codeOf(reply) === 'forbidden' || reply.text === '');
      if (refused === may(role, route.access) || reply.status === 401 || reply.status >= 500)
        found.push(`${one.method} ${one.path} as ${role}: ${reply.status} ${codeOf(reply)}`);
    });
    leaks += found.length;
    expect(table.size).toBe(guarded.length);
    expect(found).toEqual([]);
  }
});

it('answers a method that a path does not declare with 405, whoever asks', async () => {
  const all = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
  // `GET /api/runs/batch` is `GET /api/runs/{id}` with an odd id: declared, and guarded as such.
  const declared = (method: string, path: string) =>
    routes.some((route) => route.method === method && matches(route.path, path));
  const undeclared = [...new Set(routes.map(({ path }) => fill(path, {})))]
    .flatMap((path) => all.map((method) => ({ method, path })))
    .filter(({ method, path }) => !declared(method, path));
  const asked = [{}, keyed('owner')].flatMap((headers) => undeclared.map((one) => ({ ...one, headers })));
  expect(await ask(asked, ({ status }) => [404, 405].includes(status))).toEqual([]);
});

it('E016: has no other spelling of a path that goes round its guard', async () => {
  const asked = guarded.flatMap((route) => {
    const role = mayNot(route);
    const spelt = Object.values(spellingsOf(fill(route.path, {}))).map((path) => ({
      ...question(route),
      path,
    }));
    return [...spelt, ...(role ? spelt.map((one) => ({ ...one, headers: keyed(role) })) : [])];
  });
  const shut = ({ status }: Reply) => [401, 403, 404, 405].includes(status);
  expect(await ask(asked, shut)).toEqual([]);
  const broken = guarded.map((route) => ({ ...question(route), path: `${fill(route.path, {})}%` }));
  expect(await ask(broken, ({ status }) => status === 400)).toEqual([]);
});

it('E011: takes no key from the address, the body or another header', async () => {
  const key = keys.get('owner') ?? '';
  const elsewhere: ((one: Question) => Question)[] = [
    (one) => ({ ...one, path: `${one.path}?api_key=${key}` }),
    (one) => ({ ...one, path: `${one.path}?access_token=${key}` }),
    (one) => ({ ...one, headers: { 'x-api-key': key } }),
    (one) => ({ ...one, headers: { cookie: `key=${key}; token=${key}; session=${key}` } }),
    (one) => ({ ...one, headers: { 'proxy-authorization': `Bearer ${key}` } }),
  ];
  for (const put of elsewhere) {
    expect(await ask(guarded.map(question).map(put), ({ status }) => status === 401)).toEqual([]);
  }
  expect(maestro.log.join('')).not.toContain(key.split('_')[3]);
});

it('E017: takes the method from the request line alone', async () => {
  const key = keyed('viewer');
  const headers = {
    ...key,
    'x-http-method-override': 'GET',
    'x-http-method': 'GET',
    'x-method-override': 'GET',
  };
  const writes = guarded.filter(({ method, access }) => method !== 'GET' && !may('viewer', access));
  expect(
    await ask(
      writes.map((route) => ({ ...question(route), headers })),
      ({ status }) => status === 403,
    ),
  ).toEqual([]);
});
