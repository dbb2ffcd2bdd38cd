import { createTestRedis, eventually } from '@maestro/testing';
import { createConsumer, type Consumer } from './consumer';
import { createDispatcher, type QueueDispatcher } from './dispatcher';
import type { Lane } from './lane';
import { createQueueMonitor, type QueueMonitor } from './monitor';
import { WINDOW } from './pressure';
import { EXPRESS_PER_SECOND } from './share';

const redis = createTestRedis();
const queue = 'default';
const options = { redisUrl: redis.url, prefix: redis.prefix, onError: () => undefined };

describe('the lanes of a queue', () => {
  let dispatcher: QueueDispatcher;
  let other: QueueDispatcher;
  let monitor: QueueMonitor;
  let consumers: Consumer[];

  beforeEach(() => {
    dispatcher = createDispatcher(options);
    other = createDispatcher(options);
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

  it('hold new work back of a tenant that fills its window, though nobody competes', async () => {
    await send('loud', WINDOW.alone + 2 * EXPRESS_PER_SECOND);
    await eventually(() => dispatcher.held('begin').length === 1);
    expect(dispatcher.held('begin')).toEqual(['loud/default']);
    expect(dispatcher.held('go-on')).toEqual([]);
    expect(other.held('begin')).toEqual([]);
  });

  it('hold all work back of tenants that compete, through whatever process, until the window has room', async () => {
    await send('loud', WINDOW.contested + 2 * EXPRESS_PER_SECOND);
    await send('louder', 2 * EXPRESS_PER_SECOND, other);
    await eventually(() => other.held('go-on').length === 1 && dispatcher.held('go-on').length === 1);
    expect([dispatcher.held('go-on'), other.held('go-on')]).toEqual([['loud/default'], ['louder/default']]);
    collect('bulk');
    await eventually(() => other.held('go-on').length === 0);
  });

  it('hold those who compete back while there is a backlog', async () => {
    await send('loud', 2 * EXPRESS_PER_SECOND);
    await send('louder', 2 * EXPRESS_PER_SECOND, other);
    await monitor.markBacklog(queue, 5_000);
    await eventually(() => dispatcher.held('begin').length === 1 && other.held('begin').length === 1);
  });
});
