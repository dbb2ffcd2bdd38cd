import { randomBytes } from 'node:crypto';
import Redis from 'ioredis';
import { testStack } from './test-stack';

/** A corner of the run's Redis for one suite: all its keys begin with the prefix and a colon. */
export interface TestRedis {
  url: string;
  /** For BullMQ's `prefix` and for `MAESTRO_QUEUE_PREFIX`. */
  prefix: string;
  /** Deletes the suite's keys; also the way to play a Redis that lost everything. */
  clear(): Promise<void>;
}

export function createTestRedis(): TestRedis {
  const { redisUrl, run } = testStack();
  const prefix = `test_${run}_${randomBytes(4).toString('hex')}`;
  return { url: redisUrl, prefix, clear: () => clearPrefix(redisUrl, prefix) };
}

async function clearPrefix(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
      const batch = keys as string[];
      if (batch.length) await redis.unlink(...batch);
    }
  } finally {
    redis.disconnect();
  }
}
