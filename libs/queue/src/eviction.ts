import type { Redis } from 'ioredis';
import { ask, openRedis } from './connection';

/**
 * Refuses a Redis that throws keys away when it is full: every other policy than `noeviction` loses messages without
 * a word, even the `volatile` ones.
 *
 * @param warn told where the server does not let itself be asked
 * @throws Error with one line that says what to set, or that Redis is not reachable
 */
export async function assertNoEviction(
  redisUrl: string,
  warn: (line: string) => void = () => undefined,
): Promise<void> {
  const client = openRedis(redisUrl, () => undefined);
  try {
    const policy = (await policyByInfo(client)) ?? (await policyByConfig(client));
    if (policy === null) warn('Redis does not tell its maxmemory-policy: make sure that it is noeviction');
    else if (policy !== 'noeviction') {
      throw new Error(`Redis has maxmemory-policy ${policy} and would lose messages: set it to noeviction`);
    }
  } finally {
    client.disconnect();
  }
}

async function policyByInfo(client: Redis): Promise<string | null> {
  const info = await ask(client, () => client.info('memory')).catch(unlessRefused);
  return /^maxmemory_policy:(\S+)/m.exec(info ?? '')?.[1] ?? null;
}

async function policyByConfig(client: Redis): Promise<string | null> {
  const answer = await ask(client, () => client.config('GET', 'maxmemory-policy')).catch(unlessRefused);
  return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
}

/** Managed servers forbid or rename commands; that is an answer. Silence is not. */
function unlessRefused(error: unknown): null {
  if (error instanceof Error && error.name === 'ReplyError') return null;
  throw error;
}
