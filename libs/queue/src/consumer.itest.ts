import { createTestRedis, eventually, FaultProxy, TestSignal } from '@maestro/testing';
import { Queue } from 'bullmq';

import { createConsumer, type Consumer, type ConsumerOptions } from './consumer';
import { createDispatcher, type Dispatcher } from './dispatcher';
import { createQueueMonitor } from './monitor';
import type { TaskRef } from './task-ref';

const redis = createTestRedis();
const queue = 'default';
/** Few of each tenant, so that all goes by express. */
const ref = (n: number): TaskRef => ({ tenantId: `tenant-${Math.floor(n / 50)}`, runId: 'run', n, queue });
const refs = (count: number) => Array.from({ length: count }, (_, n) => ref(n));

describe('a consumer', () => {
  let dispatcher: Dispatcher;
  let consumers: Consumer[];
  let errors: Error[];

  beforeEach(() => {
    consumers = [];
    errors = [];
    dispatcher = createDispatcher({
      redisUrl: redis.url,
      prefix: redis.prefix,
      onError: (e) => errors.push(e),
    });
  });

  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await dispatcher.close();
    await redis.clear();
  });

  const consume = (options: Partial<ConsumerOptions> & Pick<ConsumerOptions, 'onTasks'>): Consumer => {
    const consumer = createConsumer({
      redisUrl: redis.url,
      prefix: redis.prefix,
      queue,
      slots: () => 1_000,
      onError: (error) => errors.push(error),
      ...options,
    });
    consumers.push(consumer);
    consumer.start();
    return consumer;
  };

  /** A consumer that keeps what it is given. */
  const collect = (options: Partial<ConsumerOptions> = {}) => {
    const seen: number[] = [];
    const consumer = consume({
      ...options,
      onTasks: async (tasks) => void seen.push(...tasks.map((task) => task.n)),
    });
    return { seen, consumer };
  };

  it('hands over every task that is dispatched, before and after it starts', async () => {
    await dispatcher.dispatch(refs(120));
    const { seen } = collect();
    await eventually(() => seen.length === 120);
    await dispatcher.dispatch([ref(500)]);
    await eventually(() => seen.length === 121);
    expect(new Set(seen).size).toBe(121);
    expect(errors).toEqual([]);
  });

  it('wakes at once for a message while it waits', async () => {
    const arrived = new TestSignal<number>();
    consume({ onTasks: async () => arrived.send(performance.now()) });
    await dispatcher.dispatch([ref(0)]);
    await arrived.receive();
    const from = performance.now();
    await dispatcher.dispatch([ref(1)]);
    expect((await arrived.receive()) - from).toBeLessThan(500);
  });

  it('takes no more tasks than it has slots; another worker gets the rest of the message', async () => {
    const first = { taken: [] as number[], slots: 3 };
    consume({
      slots: () => first.slots,
      onTasks: async (tasks) => {
        expect(tasks.length).toBeLessThanOrEqual(first.slots);
        first.slots -= tasks.length;
        first.taken.push(...tasks.map((task) => task.n));
      },
    });
    await dispatcher.dispatch(refs(20));
    await eventually(() => first.taken.length === 3);
    const { seen } = collect();
    await eventually(() => seen.length === 17);
    expect([...first.taken, ...seen].sort((a, b) => a - b)).toEqual(refs(20).map(({ n }) => n));
  });

  it('goes on when a slot falls free', async () => {
    let slots = 1;
    const arrived = new TestSignal<number>();
    const consumer = consume({
      slots: () => slots,
      onTasks: async ([task]) => {
        slots -= 1;
        arrived.send(task?.n ?? -1);
      },
    });
    await dispatcher.dispatch(refs(3));
    const order: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      order.push(await arrived.receive());
      slots += 1;
      consumer.slotFreed();
    }
    expect(order).toEqual([0, 1, 2]);
  });

  it('leaves nothing behind in Redis once tasks are claimed, also where the claim failed', async () => {
    let calls = 0;
    consume({
      onTasks: async () => {
        calls += 1;
        if (calls === 1) throw new Error('the database is away');
      },
    });
    await dispatcher.dispatch([ref(0)]);
    await eventually(() => errors.some((error) => error.message === 'the database is away'));
    await dispatcher.dispatch([ref(1)]);
    await eventually(() => calls === 2);
    const peek = new Queue(queue, { connection: { url: redis.url }, prefix: redis.prefix });
    await eventually(async () => {
      const counts = await peek.getJobCounts('wait', 'active', 'completed', 'failed', 'delayed');
      return Object.values(counts).every((count) => count === 0);
    });
    await peek.close();
  });

  it('reports a message it cannot read and goes on', async () => {
    const foreign = new Queue(queue, { connection: { url: redis.url }, prefix: redis.prefix });
    await foreign.add('x', { v: 7 }, { removeOnComplete: true });
    await foreign.close();
    const { seen } = collect();
    await dispatcher.dispatch([ref(1)]);
    await eventually(() => seen.length === 1);
    expect(errors.map((error) => error.message)).toEqual([
      'queue "default" holds a message of an unknown form',
    ]);
  });

  it('takes nothing while paused, and closes with a message at hand', async () => {
    const { seen, consumer } = collect();
    await dispatcher.dispatch([ref(0)]);
    await eventually(() => seen.length === 1);
    consumer.pause();
    await dispatcher.dispatch([ref(1)]);
    const { seen: other } = collect();
    await eventually(() => other.length === 1);
    expect(seen).toEqual([0]);
    consumer.start();
    await Promise.all(consumers.slice(1).map((another) => another.close()));
    await dispatcher.dispatch([ref(2)]);
    await eventually(() => seen.length === 2);
  });

  describe('on a bad network', () => {
    let proxy: FaultProxy;
    beforeEach(async () => {
      proxy = await FaultProxy.open(redis.url);
    });
    afterEach(() => proxy.close());

    const faults: [string, (proxy: FaultProxy) => void][] = [
      ['resets', (p) => p.cut()],
      ['connections that went dead without a word', (p) => p.wedge()],
    ];
    it.each(faults)('recovers from %s within 10 s', async (_, fault) => {
      const { seen, consumer } = collect({ redisUrl: proxy.url });
      await dispatcher.dispatch([ref(0)]);
      await eventually(() => seen.includes(0));
      fault(proxy);
      const from = performance.now();
      await dispatcher.dispatch([ref(1)]);
      await eventually(() => seen.includes(1), { timeoutMs: 10_000 });
      expect(Date.now() - consumer.lastActivity()).toBeLessThan(1_000 + performance.now() - from);
    });

    const outages: [string, (proxy: FaultProxy) => void][] = [
      ['silent', (p) => p.silence()],
      ['down', (p) => p.refuse()],
    ];
    it.each(outages)(
      'shows that it is cut off while Redis is %s, and goes on by itself',
      async (_, outage) => {
        const { seen, consumer } = collect({ redisUrl: proxy.url });
        await dispatcher.dispatch([ref(0)]);
        await eventually(() => seen.includes(0));
        outage(proxy);
        await eventually(() => Date.now() - consumer.lastActivity() > 4_000);
        await dispatcher.dispatch([ref(1)]);
        proxy.heal();
        await eventually(() => seen.includes(1), { timeoutMs: 10_000 });
        expect(errors.length).toBeGreaterThan(0);
      },
    );

    it('closes within 3 s while Redis is silent', async () => {
      const { seen, consumer } = collect({ redisUrl: proxy.url });
      await dispatcher.dispatch([ref(0)]);
      await eventually(() => seen.includes(0));
      proxy.silence();
      const from = performance.now();
      await consumer.close();
      expect(performance.now() - from).toBeLessThan(3_500);
    });
  });

  it('survives a Redis that forgets everything again and again', async () => {
    const { seen } = collect();
    const monitor = createQueueMonitor({
      redisUrl: redis.url,
      prefix: redis.prefix,
      onError: () => undefined,
    });
    for (let round = 0; round < 5; round += 1) {
      // Each round is somebody else's, so that all of it goes by the lane that is looked at.
      const own = (task: TaskRef) => ({ ...task, tenantId: `${task.tenantId} ${round}` });
      await dispatcher.dispatch(refs(200).map(own));
      await redis.clear();
      await dispatcher.dispatch([own(ref(1_000 + round))]);
      await eventually(() => seen.includes(1_000 + round));
    }
    expect(await monitor.queueDepth(queue)).toBe(0);
    expect(errors).toEqual([]);
    monitor.close();
  });
});
