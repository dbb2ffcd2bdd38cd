import { StackError } from '../stack-error';
import { withRedis } from './client';

/**
 * Refuses a Redis that may throw keys away when memory runs short: queues would lose jobs without a trace.
 * A server that does not tell its policy (managed ones may forbid the question) is accepted with a warning.
 *
 * @param warn receives one line.
 * @throws StackError `redis-policy`, or `redis-unreachable`.
 */
export async function assertRedisPolicy(redisUrl: string, warn?: (line: string) => void): Promise<void> {
  const policy = await withRedis(redisUrl, (redis) =>
    redis.info('memory').then(parsePolicy, (error: Error) => {
      if (isForbidden(error)) return undefined;
      throw error;
    }),
  );
  if (policy === undefined) {
    warn?.(
      'Redis does not tell its maxmemory-policy; make sure it is "noeviction", or queued work may vanish.',
    );
  } else if (policy !== 'noeviction') {
    throw new StackError(
      'redis-policy',
      `Redis has maxmemory-policy "${policy}" and may drop queued work: set it to "noeviction" or use another REDIS_URL.`,
    );
  }
}

/** The policy in the answer to `INFO memory`, which managed servers allow where they forbid `CONFIG`. */
export function parsePolicy(info: string): string | undefined {
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}

function isForbidden(error: Error): boolean {
  return /^(NOPERM|ERR unknown command)/i.test(error.message);
}
