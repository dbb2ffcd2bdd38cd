import Redis from 'ioredis';
import { StackError } from '../stack-error';

const ANSWER_MS = 2_000;

/**
 * Uses one short-lived connection that neither retries nor queues.
 *
 * @throws StackError `redis-unreachable` when the server does not answer or refuses the password; the message names
 * its address without the password.
 */
export async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: ANSWER_MS,
    // The client keeps the process alive this long after a disconnect from a server that is gone.
    disconnectTimeout: 100,
    commandTimeout: ANSWER_MS,
  });
  let reason: Error | undefined;
  redis.on('error', (error: Error) => (reason ??= error));
  try {
    await redis.connect();
    // A refused password shows only in the first answer.
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    const { host, port } = redis.options;
    const cause = reason ?? (error as Error);
    throw new StackError('redis-unreachable', `Redis at ${host}:${port} does not answer: ${cause.message}`, {
      cause,
    });
  }
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
