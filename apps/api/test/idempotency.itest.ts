import { randomUUID } from 'node:crypto';
import { openEngineDatabase, statement } from '@maestro/persistence';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let key: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  key = randomUUID();
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
});

const start = (body: object = { template: 'flow' }, over: { key?: string; as?: string } = {}) =>
  tenant.call('POST', '/api/runs', {
    body,
    headers: { 'idempotency-key': over.key ?? key },
    ...(over.as ? { key: over.as } : {}),
  });
const runs = async () => (await tenant.call('GET', '/api/runs')).body.data.length as number;

describe('an Idempotency-Key', () => {
  it('gives the same answer again, and does nothing twice', async () => {
    const [first, second] = [await start(), await start()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect(await runs()).toBe(1);
  });

  it('of twins lets one through, and tells the others to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => start()));
    const served = answers.filter(({ status }) => status === 201);
    expect(new Set(served.map(({ text }) => text)).size).toBe(1);
    for (const busy of answers.filter(({ status }) => status !== 201)) {
      problemOf(busy, [409, 'in-progress']);
      expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await runs()).toBe(1);
  });

  it('stands for one request: another body is refused', async () => {
    await start();
    problemOf(await start({ template: 'flow', priority: 3 }), [422, 'idempotency-mismatch']);
  });

  it('belongs to one principal and one route', async () => {
    await start();
    await start(undefined, { as: await tenant.newKey('operator') });
    expect(await runs()).toBe(2);
    const again = await tenant.call('POST', '/api/templates', {
      body: chain('flow', 'a'),
      headers: { 'idempotency-key': key },
    });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
  });

  it('is free again after a refusal', async () => {
    problemOf(await start({ template: 'none' }), [422, 'unknown-ref']);
    problemOf(await start({ template: 'flow', nonsense: 1 }), [422, 'unknown-field']);
    expect((await start()).status).toBe(201);
  });

  it.each(['', 'a b', 'x'.repeat(256), 'k\u00e9y'])('is refused where it is %p', async (bad) => {
    problemOf(await start(undefined, { key: bad }), [400, 'bad-request']);
    expect(await runs()).toBe(0);
  });

  it('that a dead process took may be used again once its lease is over', async () => {
    const first = await start();
    const undo =
      'UPDATE maestro_requests SET status = NULL, headers = NULL, body = NULL WHERE tenant_id = $1';
    await maestro.connections.tenants.withTenant(tenant.uuid, (tx) => tx.query(undo, [tenant.uuid]));
    problemOf(await start(), [409, 'in-progress']);
    try {
      await maestro.database.setClockOffset(61_000);
      problemOf(await start({ template: 'flow', priority: 3 }), [422, 'idempotency-mismatch']);
      const second = await start();
      expect([second.status, second.body.id === first.body.id]).toEqual([201, false]);
    } finally {
      await maestro.database.setClockOffset(0);
    }
  });

  it('is forgotten after a day', async () => {
    const engine = openEngineDatabase({ url: maestro.database.engineUrl, max: 1, application: 'test' });
    const first = await start();
    try {
      expect(await engine.query(statement('prune_requests'), [1_000])).toEqual([]);
      await maestro.database.setClockOffset(25 * 3_600_000);
      expect((await engine.query(statement('prune_requests'), [1_000])).length).toBeGreaterThan(0);
      expect((await start()).body.id).not.toBe(first.body.id);
    } finally {
      await maestro.database.setClockOffset(0);
      await engine.close();
    }
  });
});
