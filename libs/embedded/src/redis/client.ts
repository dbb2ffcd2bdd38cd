import Redis from 'ioredis';
import { StackError } from '../stack-error';

const ANSWER_MS = 2_000;

/**
 * Uses one short-lived connection that neither retries nor queues.
 *
 * @throws StackError `redis-unreachable` when no connection comes about; the address is named without its password.
 */
export async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason ??= error));
  try {
    await redis.connect().catch((error: Error) => {
      const { host, port } = redis.options;
      const cause = reason ?? error;
      throw new StackError(
        'redis-unreachable',
        `Redis at ${host}:${port} does not answer: ${cause.message}.`,
        { cause },
      );
    });
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
