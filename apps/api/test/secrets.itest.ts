import { createHarness, type Harness, type TestTenant } from './harness';

const VALUE = 'cAnArY-5f1e0c-"value"';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
});
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
});

const put = (name: string, body: unknown, headers?: Record<string, string>) =>
  tenant.call('PUT', `/api/secrets/${name}`, { body, ...(headers ? { headers } : {}) });

it('E030, E115: tells names and versions, and never a value', async () => {
  await put('TOKEN', { value: VALUE });
  await tenant.call('POST', '/api/secrets/TOKEN/rotate', { body: { value: `${VALUE}-2` } });
  const answers = await Promise.all(
    ['', '/TOKEN', '/TOKEN/versions', '/TOKEN/usages'].map((path) =>
      tenant.call('GET', `/api/secrets${path}`),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const [list, one, versions, usages] = answers.map(({ body }) => body as never);
  expect(list).toMatchObject({ data: [{ name: 'TOKEN', version: 2, provider: 'stored', reference: null }] });
  expect(one).toMatchObject({ name: 'TOKEN', version: 2 });
  expect(versions).toMatchObject({ data: [{ version: 2, created_by: 'key:owner' }, { version: 1 }] });
  expect(usages).toEqual({ templates: [], uses: [] });
  const said = answers.map(({ text }) => text).join() + maestro.log.join();
  expect(said).not.toContain('cAnArY');
  expect(said).not.toMatch(/sealed|wrapped|cipher/i);
});

it.each([
  ['../x', { value: VALUE }, 404],
  ['%2E%2E%2Fx', { value: VALUE }, 422],
  ['a-b', { value: VALUE }, 422],
  ['TOKEN', { value: '' }, 422],
  ['TOKEN', { value: 'abc' }, 422],
  ['TOKEN', { value: 'x'.repeat(10 * 1024 * 1024) }, 422],
  ['TOKEN', {}, 422],
  ['TOKEN', { value: VALUE, reference: {} }, 422],
  ['TOKEN', { value: VALUE, version: 7 }, 422],
  ['TOKEN', { reference: { provider: 'file', path: '/etc/passwd' } }, 422],
])('E116: refuses %s with what is wrong', async (name, body, status) => {
  const answer = await put(name, body);
  expect([answer.status, answer.text.includes('cAnArY')]).toEqual([status, false]);
});

it('changes and deletes only what the client has seen', async () => {
  const made = await put('TOKEN', { value: VALUE });
  const etag = made.headers.get('etag') ?? '';
  expect((await put('TOKEN', { value: 'other' })).body.code).toBe('precondition-required');
  expect((await put('TOKEN', { value: 'other' }, { 'If-Match': '"gone"' })).body.code).toBe(
    'version-conflict',
  );
  expect((await put('NEW', { value: 'other' }, { 'If-Match': etag })).body.code).toBe('version-conflict');
  const changed = await put('TOKEN', { value: 'other' }, { 'If-Match': etag });
  expect([changed.status, changed.body.version]).toEqual([200, 2]);
  expect((await tenant.call('DELETE', '/api/secrets/TOKEN')).status).toBe(428);
  const headers = { 'If-Match': changed.headers.get('etag') ?? '' };
  expect((await tenant.call('DELETE', '/api/secrets/TOKEN', { headers })).status).toBe(204);
  expect((await tenant.call('GET', '/api/secrets/TOKEN')).status).toBe(404);
});

it('keeps secrets of tenants apart, also under one name', async () => {
  await put('TOKEN', { value: VALUE });
  const other = await maestro.newTenant();
  for (const [method, path] of [
    ['GET', 'TOKEN'],
    ['GET', 'TOKEN/versions'],
    ['GET', 'TOKEN/usages'],
    ['POST', 'TOKEN/rotate'],
  ] as const) {
    const [theirs, nobodys] = await Promise.all(
      [path, path.replace('TOKEN', 'NOBODY')].map((each) =>
        other.call(method, `/api/secrets/${each}`, method === 'POST' ? { body: { value: 'other' } } : {}),
      ),
    );
    expect([theirs?.status, theirs?.body.detail]).toEqual([404, nobodys?.body.detail]);
  }
  const own = await other.call('PUT', '/api/secrets/TOKEN', { body: { value: 'other value' } });
  expect([own.status, own.body.version]).toEqual([200, 1]);
  expect((await tenant.call('GET', '/api/secrets/TOKEN')).body.version).toBe(1);
});

it('lets those read who may, and those write who may', async () => {
  const [author, viewer] = [await tenant.newKey('author'), await tenant.newKey('viewer')];
  expect((await tenant.call('PUT', '/api/secrets/A', { key: author, body: { value: VALUE } })).status).toBe(
    403,
  );
  expect((await tenant.call('GET', '/api/secrets', { key: author })).status).toBe(200);
  expect((await tenant.call('GET', '/api/secrets', { key: viewer })).status).toBe(403);
});

it('seals everything with a new data key on request', async () => {
  await put('A', { value: VALUE });
  await put('B', { value: VALUE });
  const rotated = await tenant.call('POST', '/api/secrets/data-key/rotate');
  expect([rotated.status, rotated.body]).toEqual([200, { versions: 2 }]);
});

describe('a run that needs a secret', () => {
  const definition = {
    nodes: [
      {
        id: 'a',
        kind: 'task',
        ref: 'http',
        with: { url: 'https://x.test/', headers: { A: '${{ secrets.TOKEN }}' } },
      },
    ],
    edges: [],
  };

  it('E024: is refused where the tenant has none of that name, and the secret tells who names it', async () => {
    const { body: template } = await tenant.call('POST', '/api/templates', {
      body: { name: 'needs', definition },
    });
    const start = () => tenant.call('POST', '/api/runs', { body: { template_id: template.id as string } });
    const refused = await start();
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      422,
      'unknown-secret',
      expect.stringContaining('TOKEN'),
    ]);
    await put('TOKEN', { value: VALUE });
    expect((await start()).status).toBe(201);
    const usages = await tenant.call('GET', '/api/secrets/TOKEN/usages');
    expect(usages.body.templates).toEqual([{ id: template.id as string, name: 'needs', version: 1 }]);
  });

  it('E024, E075: names that no secret can have, and places where it would be shown, are faults of the template', async () => {
    for (const [given, code] of [
      ['${{ secrets["b/API_KEY"] }}', 'unknown-secret'],
      ['${{ secrets.TOKEN == "x" }}', 'secret-in-output'],
    ]) {
      const nodes = [{ id: 'a', kind: 'task', ref: 'http', with: { url: 'https://x.test/', text: given } }];
      const answer = await tenant.call('POST', '/api/templates', {
        body: { name: 'bad', definition: { nodes, edges: [] } },
      });
      expect([answer.status, answer.body.errors[0].code]).toEqual([422, code]);
    }
  });
});
