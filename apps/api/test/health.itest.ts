import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
});
afterAll(() => maestro.close());

const get = (path: string) => tenant.call('GET', path, { key: null });

it('lives and is ready', async () => {
  expect((await get('/livez')).body).toEqual({ status: 'ok' });
  expect((await get('/readyz')).body).toEqual({ status: 'ok', checks: { postgres: 'ok', redis: 'ok' } });
});

it('says 503 while the database is away, serves again once it is back, and never ends', async () => {
  maestro.link.cut();
  for (const path of ['/api/runs', '/api/templates', '/api/whoami']) {
    const answer = await tenant.call('GET', path);
    expect(problemOf(answer, [503, 'service-unavailable']).retryable).toBe(true);
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  problemOf(await tenant.call('POST', '/api/runs', { body: { template: 'flow' } }), [
    503,
    'service-unavailable',
  ]);
  problemOf(await get('/readyz'), [503, 'service-unavailable']);
  expect((await get('/livez')).status).toBe(200);

  maestro.link.mend();
  expect((await get('/readyz')).status).toBe(200);
  expect((await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).status).toBe(201);
});

it('is not ready once it is to stop, and still lives', async () => {
  maestro.api.readiness.drain();
  problemOf(await get('/readyz'), [503, 'service-unavailable']);
  expect((await get('/livez')).status).toBe(200);
});
