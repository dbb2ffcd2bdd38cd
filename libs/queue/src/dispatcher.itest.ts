import { createTestRedis, eventually, FaultProxy } from '@maestro/testing';
import { createDispatcher, type Dispatcher } from './dispatcher';
import { createQueueMonitor, type QueueMonitor } from './monitor';
import type { TaskRef } from './task-ref';

const redis = createTestRedis();
const ref = (n: number, queue: string): TaskRef => ({ tenantId: 'tenant', runId: 'run', n, queue });
const refs = (count: number, queue: string) => Array.from({ length: count }, (_, n) => ref(n, queue));

describe('a dispatcher', () => {
  let proxy: FaultProxy;
  let dispatcher: Dispatcher;
  let monitor: QueueMonitor;
  let errors: Error[];

  beforeEach(async () => {
    errors = [];
    proxy = await FaultProxy.open(redis.url);
    dispatcher = createDispatcher({
      redisUrl: proxy.url,
      prefix: redis.prefix,
      onError: (e) => errors.push(e),
    });
    monitor = createQueueMonitor({ redisUrl: redis.url, prefix: redis.prefix, onError: () => undefined });
  });

  afterEach(async () => {
    await dispatcher.close();
    monitor.close();
    await proxy.close();
    await redis.clear();
  });

  it('packs tasks by queue, fifty to a message', async () => {
    await dispatcher.dispatch([...refs(120, 'wide'), ...refs(3, 'narrow')]);
    expect([await monitor.queueDepth('wide'), await monitor.queueDepth('narrow')]).toEqual([3, 1]);
    expect(errors).toEqual([]);
  });

  it('gathers what arrives while it is sending', async () => {
    await dispatcher.dispatch([ref(0, 'grouped')]);
    await Promise.all(Array.from({ length: 49 }, (_, n) => dispatcher.dispatch([ref(n, 'grouped')])));
    expect(await monitor.queueDepth('grouped')).toBe(2);
  });

  it('returns in time and reports once when Redis goes silent, and has the queue refilled when it is back', async () => {
    await dispatcher.dispatch([ref(0, 'silent')]);
    await monitor.renewGeneration(async () => undefined);
    proxy.silence();

    const from = performance.now();
    await Promise.all([dispatcher.dispatch([ref(1, 'silent')]), dispatcher.dispatch([ref(2, 'silent')])]);
    await dispatcher.dispatch([ref(3, 'silent')]);
    expect(performance.now() - from).toBeLessThan(3_500);
    expect(errors.map((error) => error.message)).toContain('Command timed out');
    expect(await monitor.readGeneration()).not.toBeNull();

    proxy.heal();
    await eventually(async () => (await monitor.readGeneration()) === null);
    await dispatcher.dispatch([ref(4, 'silent')]);
    expect(await monitor.queueDepth('silent')).toBeGreaterThan(1);
  });

  it('gives up at once while Redis is down, and goes on by itself afterwards', async () => {
    await dispatcher.dispatch([ref(0, 'down')]);
    proxy.refuse();
    await eventually(() => errors.length > 0);
    const from = performance.now();
    for (let n = 1; n <= 20; n += 1) await dispatcher.dispatch([ref(n, 'down')]);
    expect(performance.now() - from).toBeLessThan(1_000);

    proxy.heal();
    await eventually(async () => {
      await dispatcher.dispatch([ref(99, 'down')]);
      return (await monitor.queueDepth('down')) > 1;
    });
  });

  it('survives a Redis that forgot everything between two messages', async () => {
    await dispatcher.dispatch([ref(0, 'forgetful')]);
    await redis.clear();
    await dispatcher.dispatch([ref(1, 'forgetful')]);
    expect(await monitor.queueDepth('forgetful')).toBe(1);
    expect(errors).toEqual([]);
  });

  it('reports a name no queue can have and sends the rest', async () => {
    await dispatcher.dispatch([ref(0, 'a:b'), ref(1, 'fine')]);
    expect(errors.map((error) => error.message)).toEqual(['"a:b" is not a name a queue can have']);
    expect(await monitor.queueDepth('fine')).toBe(1);
  });

  it('waits for its first connection, but not for ever', async () => {
    const early = createDispatcher({
      redisUrl: redis.url,
      prefix: redis.prefix,
      onError: (e) => errors.push(e),
    });
    await early.dispatch([ref(0, 'early')]);
    expect(await monitor.queueDepth('early')).toBe(1);
    await early.close();

    proxy.silence();
    const never = createDispatcher({
      redisUrl: proxy.url,
      prefix: redis.prefix,
      onError: (e) => errors.push(e),
    });
    const from = performance.now();
    await never.dispatch([ref(0, 'never')]);
    expect(performance.now() - from).toBeLessThan(3_000);
    await never.close();
  });
});
