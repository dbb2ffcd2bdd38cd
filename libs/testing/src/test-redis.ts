import { randomBytes } from 'node:crypto';
import Redis from 'ioredis';
import { testStack, type TestStack } from './test-stack';

/** A corner of the run's Redis for one suite: all its keys begin with the prefix and a colon. */
export interface TestRedis {
  url: string;
  /** For BullMQ's `prefix` and for `MAESTRO_QUEUE_PREFIX`. */
  prefix: string;
  /** Deletes the suite's keys; also the way to play a Redis that lost everything. */
  clear(): Promise<void>;
  /** Everything under the suite's keys, as text. */
  contents(): Promise<string>;
  /** The tasks that messages of this queue name, as `tenant run n`, whether they wait or are being handed over. */
  queuedTasks(queue: string): Promise<Set<string>>;
}

export function createTestRedis(stack: TestStack = testStack()): TestRedis {
  const { redisUrl, run } = stack;
  const prefix = `test_${run}_${randomBytes(4).toString('hex')}`;
  return {
    url: redisUrl,
    prefix,
    clear: () => clearPrefix(redisUrl, prefix),
    contents: () => readAll(redisUrl, prefix),
    queuedTasks: (queue) => readQueue(redisUrl, `${prefix}:${queue}`),
  };
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

async function readAll(url: string, prefix: string): Promise<string> {
  const redis = new Redis(url);
  const read: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    list: (key) => redis.lrange(key, 0, -1),
    hash: (key) => redis.hgetall(key),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1, 'WITHSCORES'),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  try {
    let text = '';
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 }))
      for (const key of keys as string[])
        text += `${key} ${JSON.stringify(await read[await redis.type(key)]?.(key))}\n`;
    return text;
  } finally {
    redis.disconnect();
  }
}

/** The form of a message is libs/queue's; what BullMQ makes of it is a list of ids and a hash for each. */
type Packed = { t: [tenant: string, ...runs: [run: string, ...ns: number[]][]][] };

async function readQueue(url: string, queue: string): Promise<Set<string>> {
  const redis = new Redis(url);
  try {
    const lists = [redis.lrange(`${queue}:wait`, 0, -1), redis.lrange(`${queue}:active`, 0, -1)];
    const ids = (await Promise.all(lists)).flat();
    const texts = await Promise.all(ids.map((id) => redis.hget(`${queue}:${id}`, 'data')));
    // A message that ended between the two looks is gone by now.
    const messages = texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Packed]));
    return new Set(
      messages.flatMap(({ t }) =>
        t.flatMap(([tenant, ...runs]) =>
          runs.flatMap(([run, ...ns]) => ns.map((n) => `${tenant} ${run} ${n}`)),
        ),
      ),
    );
  } finally {
    redis.disconnect();
  }
}
