import { createTestRedis, eventually, FaultProxy } from '@maestro/testing';
import { createQueueMonitor, type QueueMonitor } from './monitor';

const redis = createTestRedis();
const open = (redisUrl: string) =>
  createQueueMonitor({ redisUrl, prefix: redis.prefix, onError: () => undefined });

describe('the generation of a queue', () => {
  let monitor: QueueMonitor;
  beforeEach(() => {
    monitor = open(redis.url);
  });
  afterEach(async () => {
    monitor.close();
    await redis.clear();
  });

  it('is absent until a refill has ended, and again when Redis has lost it', async () => {
    expect(await monitor.readGeneration()).toBeNull();
    const generation = await monitor.renewGeneration(async () => {
      expect(await monitor.readGeneration()).toBeNull();
    });
    expect(generation).not.toBeNull();
    expect(await monitor.readGeneration()).toBe(generation);
    await redis.clear();
    expect(await monitor.readGeneration()).toBeNull();
  });

  it('does not hold when Redis was emptied during the refill', async () => {
    expect(await monitor.renewGeneration(() => redis.clear())).toBeNull();
    expect(await monitor.readGeneration()).toBeNull();
  });

  it('stays absent when the refill fails', async () => {
    await expect(monitor.renewGeneration(() => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    expect(await monitor.readGeneration()).toBeNull();
  });

  it('belongs to the last of two refills', async () => {
    const first = monitor.renewGeneration(async () => {
      expect(await monitor.renewGeneration(async () => undefined)).not.toBeNull();
    });
    expect(await first).toBeNull();
    expect(await monitor.readGeneration()).not.toBeNull();
  });
});

describe('a monitor', () => {
  it('tells within 3 s that Redis does not answer, and when it does again', async () => {
    const proxy = await FaultProxy.open(redis.url);
    const monitor = open(proxy.url);
    expect(await monitor.ping()).toBe(true);
    proxy.silence();
    const from = performance.now();
    expect(await monitor.ping()).toBe(false);
    await expect(monitor.readGeneration()).rejects.toThrow();
    expect(performance.now() - from).toBeLessThan(3_500);
    proxy.heal();
    await eventually(() => monitor.ping());
    monitor.close();
    await proxy.close();
  });
});
