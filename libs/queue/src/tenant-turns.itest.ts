import { createTestRedis } from '@maestro/testing';
import fc from 'fast-check';
import { ask, openRedis } from './connection';
import { packTasks, type Message } from './message';
import { inLine, TenantTurns, type Load } from './tenant-turns';

const redis = createTestRedis();
const QUANTUM = 50;
const client = openRedis(redis.url, () => undefined);
const turns = new TenantTurns(client, redis.prefix);
let queue = '';
let queues = 0;
beforeAll(() => ask(client, () => client.ping()));
beforeEach(() => {
  queue = `q${(queues += 1)}`;
});
afterEach(() => redis.clear());
afterAll(() => client.disconnect());

const load = (tenantId: string, sizes: readonly number[], weight = 1): Load => ({
  tenantId,
  weight,
  messages: sizes.flatMap((size, m) =>
    packTasks(Array.from({ length: size }, (_, n) => ({ tenantId, runId: `run ${m}`, n, queue }))),
  ),
});
const whole = (count: number) => Array<number>(count).fill(QUANTUM);
const tenantOf = (message: Message) => message.t[0]?.[0] ?? '';
const tasksOf = (message: Message) =>
  message.t.flatMap(([, ...runs]) => runs.flatMap(([, ...ns]) => ns)).length;

/** The lane is empty in these tests: what is passed goes elsewhere at once. */
const next = async (messages: number) => (await turns.pass(queue, [], messages)).passed;

async function drain(): Promise<Message[]> {
  const all: Message[] = [];
  for (let some = await next(7); some.length > 0; some = await next(7)) all.push(...some);
  return all;
}

describe('the turns of tenants', () => {
  it('let what is next through at once, and no more than the lane is to hold', async () => {
    expect(await turns.pass(queue, [load('a', whole(10))], 4)).toMatchObject({
      passed: { length: 4 },
      tenants: 1,
      waiting: [300],
    });
    expect(await inLine(client, redis.prefix, queue)).toBe(6);
    expect(await next(100)).toHaveLength(6);
    expect(await turns.pass(queue, [], 4)).toEqual({ passed: [], tenants: 0, waiting: [] });
  });

  it('keep no order but that of its own from a tenant', async () => {
    await turns.pass(queue, [load('a', [3, 50, 7, 1])], 0);
    await turns.pass(queue, [load('a', [9])], 0);
    expect((await drain()).map(tasksOf)).toEqual([3, 50, 7, 1, 9]);
  });

  it('serve somebody new after one turn of each other, whatever those have waiting', async () => {
    const busy = ['a', 'b', 'c'].map((tenantId) => load(tenantId, whole(1_000)));
    for (const one of busy) await turns.pass(queue, [one], 0);
    await next(10);
    await turns.pass(queue, [load('new', whole(2))], 0);
    const order = (await next(12)).map(tenantOf);
    expect(order.filter((tenantId) => tenantId === 'new')).toHaveLength(2);
    expect(order.indexOf('new')).toBeLessThanOrEqual(busy.length);
    expect(order.lastIndexOf('new')).toBeLessThanOrEqual(2 * busy.length + 1);
  });

  it('give each tenant what its weight is worth, up to a message and a turn, while all have work', async () => {
    const tenants = fc.array(
      fc.record({
        weight: fc.integer({ min: 1, max: 5 }),
        sizes: fc.array(fc.integer({ min: 1, max: QUANTUM }), { minLength: 20, maxLength: 60 }),
      }),
      { minLength: 2, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(tenants, async (list) => {
        queue = `q${(queues += 1)}`;
        const loads = list.map(({ weight, sizes }, i) => load(`t${i}`, sizes, weight));
        await turns.pass(queue, loads, 0);
        const left = new Map(loads.map(({ tenantId, messages }) => [tenantId, messages.length]));
        const given = new Map(loads.map(({ tenantId }) => [tenantId, 0]));
        for (const message of await drain()) {
          const tenantId = tenantOf(message);
          given.set(tenantId, given.get(tenantId)! + tasksOf(message));
          left.set(tenantId, left.get(tenantId)! - 1);
          if ([...left.values()].includes(0)) return;
          const perWeight = loads.map((one) => given.get(one.tenantId)! / one.weight);
          // A turn, and what is left of one that the next message did not fit in.
          expect(Math.max(...perWeight) - Math.min(...perWeight)).toBeLessThanOrEqual(2 * QUANTUM);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keep nothing for a tenant that has nothing waiting, and forget it', async () => {
    await turns.pass(queue, [load('a', [1])], 10);
    await turns.pass(queue, [load('b', whole(4)), load('a', whole(4))], 0);
    expect((await next(8)).map(tenantOf)).toEqual(['b', 'a', 'b', 'a', 'b', 'a', 'b', 'a']);
    await next(1);
    expect((await client.keys(`${redis.prefix}:*${queue}*`)).length).toBe(0);
  });

  it('lose nothing and double nothing where many pass at once', async () => {
    const sent = Array.from({ length: 40 }, (_, i) => load(`t${i % 5}`, [i + 1]));
    const passed = await Promise.all(sent.map((one) => turns.pass(queue, [one], 2)));
    const seen = [...passed.flatMap((state) => state.passed), ...(await drain())];
    expect(seen.reduce((sum, message) => sum + tasksOf(message), 0)).toBe((40 * 41) / 2);
  });
});
