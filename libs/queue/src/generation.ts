import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { ask } from './connection';

/**
 * The generation key says that Redis still knows everything it was ever told. A server that comes back empty does not
 * have it, and neither does one that a dispatcher could not reach; then the queue is refilled from Postgres.
 */
export function generationKey(prefix: string): string {
  return `${prefix}:generation`;
}

const REFILLING = 'refilling:';

/** Ends a refill only if nothing was lost since it began. */
const COMPLETE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

/** The current generation, or null where the queue has been lost or a refill of it did not end. */
export async function readGeneration(client: Redis, prefix: string): Promise<string | null> {
  const value = await ask(client, () => client.get(generationKey(prefix)));
  return value === null || value.startsWith(REFILLING) ? null : value;
}

/**
 * Runs `refill` and writes a new generation, unless Redis was emptied meanwhile: then the generation stays absent and
 * the next look at it begins again. A refill that dies half-way leaves it absent, too.
 *
 * @returns the new generation, or null where it did not hold
 */
export async function renewGeneration(
  client: Redis,
  prefix: string,
  refill: () => Promise<unknown>,
): Promise<string | null> {
  const key = generationKey(prefix);
  const generation = randomUUID();
  const mark = `${REFILLING}${generation}`;
  await ask(client, () => client.set(key, mark));
  await refill();
  const held = await ask(client, () => client.eval(COMPLETE, 1, key, mark, generation));
  return held === 1 ? generation : null;
}
