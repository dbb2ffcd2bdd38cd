import { createTestRedis, eventually } from '@maestro/testing';
import { createConsumer, type Consumer } from './consumer';
import { createDispatcher, type QueueDispatcher } from './dispatcher';
import type { Lane } from './lane';
import { createQueueMonitor, type QueueMonitor } from './monitor';
import { WINDOW } from './pressure';
import { EXPRESS_PER_SECOND } from './share';
import { LANE_MESSAGES } from './tenant-turns';

const redis = createTestRedis();
const queue = 'default';
const weights = async () => new Map([['twice', 2]]);
const options = { redisUrl: redis.url, prefix: redis.prefix, onError: () => undefined };

describe('the lanes of a queue', () => {
  let dispatcher: QueueDispatcher;
  let other: QueueDispatcher;
  let monitor: QueueMonitor;
  let consumers: Consumer[];

  beforeEach(() => {
    dispatcher = createDispatcher({ ...options, weights });
    other = createDispatcher({ ...options, weights });
    monitor = createQueueMonitor(options);
    consumers = [];
  });

  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await Promise.all([dispatcher.close(), other.close()]);
    monitor.close();
    await redis.clear();
  });

  const send = (tenantId: string, count: number, by = dispatcher) =>
    by.dispatch(Array.from({ length: count }, (_, n) => ({ tenantId, runId: 'run', n, queue })));

  const collect = (lane: Lane) => {
    const seen: string[] = [];
    const consumer = createConsumer({
      ...options,
      ...{ queue, lane },
      slots: () => 1_000,
      onTaken: (messages) => void (lane === 'bulk' && dispatcher.taken(queue, messages)),
      onTasks: async (tasks) => void seen.push(...tasks.map((task) => `${task.queue} ${task.tenantId}`)),
    });
    consumers.push(consumer);
    consumer.start();
    return seen;
  };

  it('take by express what is within the budget of a tenant, and the rest by bulk', async () => {
    await send('loud', EXPRESS_PER_SECOND + 100);
    await send('quiet', 10);
    expect(await monitor.queueDepth(queue)).toBe(1 + 2 + 1);
    const [express, bulk] = [collect('express'), collect('bulk')];
    await eventually(() => express.length === EXPRESS_PER_SECOND + 10 && bulk.length === 100);
    expect(new Set(bulk)).toEqual(new Set(['default loud']));
    expect(express.filter((task) => task === 'default quiet')).toHaveLength(10);
  });

  it('take by bulk what waited already, however little it is', async () => {
    await dispatcher.dispatch([{ tenantId: 'slow', runId: 'run', n: 0, queue }], 'bulk');
    const [express, bulk] = [collect('express'), collect('bulk')];
    await eventually(() => bulk.length === 1);
    expect(express).toEqual([]);
  });

  it('serve who comes after a hundred messages of another within a few, and both alike from then on', async () => {
    await send('loud', 100 * 50 + EXPRESS_PER_SECOND);
    await send('later', 20 * 50 + EXPRESS_PER_SECOND, other);
    const bulk = collect('bulk');
    await eventually(() => bulk.length === 120 * 50);
    const among = (tenant: string, from: number, until: number) =>
      bulk.slice(from, until).filter((task) => task === `default ${tenant}`).length;
    const ahead = LANE_MESSAGES * 50;
    expect(among('later', 0, ahead)).toBeLessThanOrEqual(50);
    // Messages are handed over side by side: their order may be off by a few.
    for (let until = ahead + 200; until <= ahead + 1_800; until += 200) {
      const [loud, later] = [among('loud', ahead, until), among('later', ahead, until)];
      expect(Math.abs(loud - later)).toBeLessThanOrEqual(200);
    }
  });

  it('give tenants turns as long as their weights', async () => {
    await send('twice', 60 * 50 + EXPRESS_PER_SECOND);
    await send('once', 60 * 50 + EXPRESS_PER_SECOND, other);
    const bulk = collect('bulk');
    await eventually(() => bulk.length === 120 * 50);
    const some = bulk.slice(LANE_MESSAGES * 50, LANE_MESSAGES * 50 + 60 * 50);
    const twice = some.filter((task) => task === 'default twice').length;
    expect(twice / some.length).toBeCloseTo(2 / 3, 1);
  });

  it('hold new work back of a tenant that fills its window, though nobody competes', async () => {
    await send('loud', WINDOW.alone + 300 + EXPRESS_PER_SECOND);
    expect(dispatcher.held()).toEqual(['loud/default']);
    expect(other.held()).toEqual([]);
  });

  it('hold new work back sooner where tenants compete, until the window has room', async () => {
    await send('loud', WINDOW.contested + 300 + EXPRESS_PER_SECOND);
    expect(dispatcher.held()).toEqual([]);
    await send('other', 300 + EXPRESS_PER_SECOND, other);
    await eventually(() => dispatcher.held().length === 1);
    expect([dispatcher.held(), other.held()]).toEqual([['loud/default'], []]);
    collect('bulk');
    await eventually(() => dispatcher.held().length === 0);
  });

  it('hold back who has a backlog, and nobody else, while tenants compete', async () => {
    await send('loud', 500);
    await send('louder', 500, other);
    await monitor.markBacklog(queue, ['louder'], 5_000);
    await eventually(() => other.held().length === 1);
    expect([dispatcher.held(), other.held()]).toEqual([[], ['louder/default']]);
  });
});
