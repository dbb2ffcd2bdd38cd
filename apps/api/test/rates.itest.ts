import { eventually } from '@maestro/testing';
import { chain, createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
});

const limitTo = (rate: object) =>
  tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body: { rate_limit: rate } });
const start = (key = tenant.key) => tenant.call('POST', '/api/runs', { body: { template: 'flow' }, key });
const flood = (times: number, ask: () => Promise<Answer>) => Promise.all(Array.from({ length: times }, ask));
const quotaOf = ({ headers }: Answer) => headers.get('ratelimit-policy');

describe('a flood of starts', () => {
  it('is refused beyond the rate, loses nothing that was accepted, and harms no other tenant', async () => {
    await limitTo({ per_second: 50, per_key: 40 });
    await eventually(
      async () => quotaOf(await tenant.call('GET', '/api/whoami')) === '"key";q=80;w=2, "tenant";q=100;w=2',
    );
    const other = await maestro.newTenant();
    const [answers, theirs] = await Promise.all([
      flood(500, start),
      flood(20, () => other.call('GET', '/api/whoami')),
    ]);
    const [accepted, refused] = [201, 429].map((status) =>
      answers.filter((answer) => answer.status === status),
    );
    expect((accepted?.length ?? 0) + (refused?.length ?? 0)).toBe(500);
    expect(refused?.length).toBeGreaterThan(100);
    const [one] = refused as [Answer];
    expect(problemOf(one, [429, 'rate-limited'])).toMatchObject({ policy: 'key', retryable: true });
    expect(Number(one.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(one.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
    expect(theirs.every(({ status }) => status === 200)).toBe(true);
    const kept = await eventually(async () => {
      const page = await tenant.call('GET', '/api/runs?limit=200');
      return page.status === 200 ? page.body : null;
    });
    expect(kept.data).toHaveLength(Math.min(200, accepted?.length ?? 0));
  });

  it('of one key leaves the others of its tenant something', async () => {
    await limitTo({ per_key: 5 });
    await eventually(async () =>
      quotaOf(await tenant.call('GET', '/api/whoami'))?.startsWith('"key";q=10;w=2'),
    );
    const [first, second] = [await tenant.newKey('viewer'), await tenant.newKey('viewer')];
    const whoami = (key: string) => tenant.call('GET', '/api/whoami', { key });
    const statuses = (await flood(40, () => whoami(first))).map(({ status }) => status);
    expect(statuses).toContain(429);
    expect((await whoami(second)).status).toBe(200);
  });
});

describe('a tenant', () => {
  it('says how often its keys may ask, and takes it back', async () => {
    expect((await limitTo({ per_second: 9 })).body.rate_limit).toEqual({ per_second: 9, per_key: null });
    expect((await limitTo({ per_key: 3 })).body.rate_limit).toEqual({ per_second: 9, per_key: 3 });
    expect((await limitTo({ per_second: 0, per_key: 0 })).body.rate_limit).toEqual({
      per_second: null,
      per_key: null,
    });
  });

  it.each([{ per_second: -1 }, { per_second: 1e9 }, { per_key: 1.5 }, { per_minute: 1 }, 5])(
    'not as %j',
    async (rate) => {
      const answer = await limitTo(rate as object);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toMatch(/^\/rate_limit/);
    },
  );
});

describe('two processes', () => {
  it('tell each other what they let through', async () => {
    const { monitor } = maestro.connections;
    const rate = { perSecond: 10, burst: 100 };
    const name = `t:${tenant.id}`;
    const [first] = await monitor.drawTurns([{ name, turns: 30, rate }]);
    const [second] = await monitor.drawTurns([{ name, turns: 20, rate }]);
    expect(first).toBeCloseTo(3_000, -2);
    expect(second).toBeGreaterThan(4_000);
    expect(second).toBeLessThanOrEqual(5_000);
    // What is beyond the burst is forgiven.
    expect((await monitor.drawTurns([{ name, turns: 5_000, rate }]))[0]).toBeLessThanOrEqual(10_000);
    expect(await monitor.drawTurns([])).toEqual([]);
  });
});
