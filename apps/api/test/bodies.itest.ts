import * as fc from 'fast-check';
import { isProblemCode } from '@maestro/problems';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

const post = (body: string | Uint8Array, type = 'application/json', path = '/api/runs') =>
  tenant.call('POST', path, { body, type });

it('E035: refuses bodies beyond the limit of their route', async () => {
  problemOf(await post(`{"template":"${'x'.repeat(1_000_000)}"}`), [413, 'payload-too-large']);
  problemOf(await post('x'.repeat(10_000_000)), [413, 'payload-too-large']);
  problemOf(await post('x'.repeat(50_000_000), 'application/json', '/api/templates'), [
    413,
    'payload-too-large',
  ]);
});

it.each([
  'text/plain',
  'application/json\tx',
  'application/jsonx',
  'application/json; charset=utf-7',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/yaml',
])('E036, E037: takes no %j for JSON', async (type) => {
  problemOf(await post('{"template":"x"}', type), [415, 'unsupported-media-type']);
});

it.each([
  ['E038 what breaks off', '{"template": "x"', 400, 'malformed-json'],
  ['E038 a trailing comma', '{"template": "x",}', 400, 'malformed-json'],
  ['E038 a byte order mark', '\ufeff{"template": "x"}', 400, 'malformed-json'],
  ['E038 single quotes', "{'template': 'x'}", 400, 'malformed-json'],
  ['E039 10,000 levels', '['.repeat(10_000) + ']'.repeat(10_000), 400, 'too-deep'],
  ['E040 a key twice', '{"template":"a","template":"b"}', 400, 'duplicate-key'],
  ['E041 __proto__', '{"__proto__":{"admin":true}}', 422, 'unknown-field'],
  ['E041 constructor', '{"template":"x","constructor":{"prototype":{"admin":true}}}', 422, 'unknown-field'],
  ['E042 an integer too large', '{"template":"x","inputs":{"n":9007199254740993}}', 422, 'out-of-range'],
  ['E042 a number too large', '{"template":"x","inputs":{"n":1e400}}', 422, 'out-of-range'],
  ['E042 a text for a number', '{"template":"x","version":"12"}', 422, 'wrong-type'],
  ['a text', '"x"', 422, 'wrong-type'],
  ['null', 'null', 422, 'wrong-type'],
  ['null for a field', '{"template":null}', 422, 'wrong-type'],
])('refuses %s', async (_, body, status, code) => {
  problemOf(await post(body), [status, code]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

it('takes no body for an empty one', async () => {
  problemOf(await tenant.call('POST', '/api/runs'), [422, 'missing-field']);
});

it('answers any body to any route with a problem or a documented success', async () => {
  const routes = [
    ['POST', '/api/runs'],
    ['POST', '/api/templates'],
    ['POST', '/api/templates/validate'],
    ['PATCH', `/api/tenants/${tenant.id}`],
    ['POST', '/api/runs/run_0/cancel'],
  ] as const;
  const words = fc.constantFrom(
    'template',
    'template_id',
    'version',
    'inputs',
    'name',
    'source',
    'definition',
    'nodes',
    'edges',
    'reason',
    'egress_allow',
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('a: 1', '{}', 'nodes: [{id: a, kind: task, ref: noop}]', 1e300),
  );
  const body = fc.oneof(
    fc.dictionary(words, value).map((object) => Buffer.from(JSON.stringify(object))),
    fc.json().map((text) => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => Buffer.from(text)),
  );
  const type = fc.constantFrom(
    'application/json',
    'application/yaml',
    'application/json; charset=utf-8',
    'text/plain',
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), body, type, async ([method, path], bytes, contentType) => {
      const answer = await tenant.call(method, path, { body: new Uint8Array(bytes), type: contentType });
      if ([200, 201].includes(answer.status)) return;
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.status).toBeLessThan(500);
      expect(isProblemCode(answer.body.code)).toBe(true);
    }),
    { numRuns: 400 },
  );
}, 60_000);

it('answers any address with a problem or a documented success', async () => {
  const part = fc.oneof(
    fc.constantFrom(
      'api',
      'runs',
      'templates',
      'versions',
      'tasks',
      'events',
      'datasets',
      'records',
      'tenants',
      tenant.id,
      'x',
      '..',
      '%00',
      '%2f',
      '1',
    ),
    fc.string({ maxLength: 8 }).map(encodeURIComponent),
  );
  const query = fc.oneof(
    fc.constant(''),
    fc.string({ maxLength: 30 }).map((text) => `?${encodeURI(text)}`),
    fc.webQueryParameters().map((text) => `?${text}`),
  );
  const path = fc
    .tuple(fc.array(part, { maxLength: 5 }), query)
    .map(([parts, text]) => `/${parts.join('/')}${text}`);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'DELETE', 'PUT', 'HEAD'), path, async (method, target) => {
      const answer = await tenant.call(method, target);
      if (answer.status === 200) return;
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.status).toBeLessThan(500);
      if (method !== 'HEAD') expect(isProblemCode(answer.body.code)).toBe(true);
    }),
    { numRuns: 400 },
  );
}, 60_000);
