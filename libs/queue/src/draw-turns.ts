import type { Redis } from 'ioredis';

/** Turns taken of a rate under a name. */
export interface Turns {
  name: string;
  turns: number;
  rate: { perSecond: number; burst: number };
}

/**
 * Adds turns to what all processes have taken, by the clock of Redis, and says for how many milliseconds each rate is used up.
 * What is beyond the burst is forgiven: it cannot be taken back.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local debts = {}
for i, key in ipairs(KEYS) do
  local turn = 1000 / tonumber(ARGV[i * 3 - 1])
  local until_ms = math.max(tonumber(redis.call('GET', key) or '0'), now) + tonumber(ARGV[i * 3 - 2]) * turn
  until_ms = math.min(until_ms, now + tonumber(ARGV[i * 3]) * turn)
  local debt = until_ms - now
  if debt >= 1 then redis.call('SET', key, string.format('%.3f', until_ms), 'PX', math.ceil(debt)) end
  debts[i] = string.format('%.3f', math.max(debt, 0))
end
return debts`;
const AT_ONCE = 500;

/** Shares turns over Redis. Throws where it does not answer. */
export async function drawTurns(client: Redis, prefix: string, taken: readonly Turns[]): Promise<number[]> {
  const debts: number[] = [];
  for (let from = 0; from < taken.length; from += AT_ONCE) {
    const some = taken.slice(from, from + AT_ONCE);
    const keys = some.map(({ name }) => `${prefix}:rate:${name}`);
    const values = some.flatMap(({ turns, rate }) => [turns, rate.perSecond, rate.burst]);
    const found = (await client.eval(SCRIPT, keys.length, ...keys, ...values)) as string[];
    debts.push(...found.map(Number));
  }
  return debts;
}
