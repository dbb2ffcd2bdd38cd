import { createHash } from 'node:crypto';
import { QueueKeys } from 'bullmq';
import type { Redis } from 'ioredis';
import { laneName } from './lane';
import { TASKS_PER_MESSAGE, type Message } from './message';

/**
 * Messages that the bulk lane of a queue holds whatever its workers take: 200 tasks at most. They, and what workers take in a
 * twentieth of a second, lie ahead of a tenant that begins to compete; all else waits by tenant, and is passed on in turns.
 */
export const LANE_MESSAGES = 4;

/** Messages of one tenant for the bulk lane. */
export interface Load {
  tenantId: string;
  /** Tasks of each round, as a multiple of a whole message. */
  weight: number;
  messages: readonly Message[];
}

/** Where the bulk lane of a queue stands. */
export interface LaneState {
  /** What may enter the lane now, in order. The caller has to send it: it is nowhere else any more. */
  passed: Message[];
  /** Tenants of which messages wait for their turn. */
  tenants: number;
  /** Tasks that wait for their turn, of each tenant that sent. */
  waiting: number[];
}

/**
 * Deficit round robin. KEYS: the lane, the ring of tenants, what is known of them. ARGV: prefix of the tenants' lists, messages
 * the lane is to hold (`-` where the caller does not know the pace), quantum; for each tenant its id, weight, how many messages,
 * and the messages, each behind its number of tasks. Who joins the ring, or goes to its end, is given the credit of its next
 * turn, so that whoever is first has it.
 */
const SCRIPT = `
local lane, ring, facts = KEYS[1], KEYS[2], KEYS[3]
local lists, quantum = ARGV[1], tonumber(ARGV[3])
local function grant(t)
  redis.call('HINCRBY', facts, 'credit ' .. t, quantum * tonumber(redis.call('HGET', facts, 'weight ' .. t) or '1'))
end
local waiting = {}
local i = 4
while i <= #ARGV do
  local t, weight, count = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local tasks = 0
  for m = i + 3, i + 2 + count do tasks = tasks + tonumber(string.match(ARGV[m], '^%d+')) end
  redis.call('HSET', facts, 'weight ' .. t, weight)
  if redis.call('EXISTS', lists .. t) == 0 then
    redis.call('RPUSH', ring, t)
    grant(t)
  end
  redis.call('RPUSH', lists .. t, unpack(ARGV, i + 3, i + 2 + count))
  redis.call('HINCRBY', facts, 'tasks ' .. t, tasks)
  waiting[#waiting + 1] = t
  i = i + 3 + count
end
local room = tonumber(ARGV[2])
if room then redis.call('HSET', facts, 'room', room)
else room = tonumber(redis.call('HGET', facts, 'room') or '${LANE_MESSAGES}') end
room = room - redis.call('LLEN', lane)
local passed = {}
while room > 0 do
  local t = redis.call('LINDEX', ring, 0)
  if not t then
    redis.call('DEL', facts)
    break
  end
  local message = redis.call('LINDEX', lists .. t, 0)
  local tasks = message and tonumber(string.match(message, '^%d+'))
  if message and tasks > tonumber(redis.call('HGET', facts, 'credit ' .. t) or '0') then
    redis.call('RPUSH', ring, redis.call('LPOP', ring))
    grant(t)
  else
    if message then
      redis.call('LPOP', lists .. t)
      redis.call('HINCRBY', facts, 'credit ' .. t, -tasks)
      redis.call('HINCRBY', facts, 'tasks ' .. t, -tasks)
      passed[#passed + 1] = string.sub(message, string.find(message, ' ', 1, true) + 1)
      room = room - 1
    end
    if redis.call('EXISTS', lists .. t) == 0 then
      redis.call('LPOP', ring)
      redis.call('HDEL', facts, 'credit ' .. t, 'tasks ' .. t, 'weight ' .. t)
    end
  end
end
for w = 1, #waiting do waiting[w] = tonumber(redis.call('HGET', facts, 'tasks ' .. waiting[w]) or '0') end
return { passed, redis.call('LLEN', ring), waiting }`;

const SHA = createHash('sha1').update(SCRIPT).digest('hex');

/** The bulk lanes of all queues, and before each of them the tenants whose turn it is not. */
export class TenantTurns {
  private readonly keys: QueueKeys;

  constructor(
    private readonly client: Redis,
    private readonly prefix: string,
  ) {
    this.keys = new QueueKeys(prefix);
  }

  /**
   * Puts loads in line and takes out what may enter the lane. Throws where Redis does not answer.
   *
   * @param room messages the lane is to hold; what was said last where it is not said
   */
  async pass(queue: string, loads: readonly Load[], room?: number): Promise<LaneState> {
    const keys = [this.keys.toKey(laneName(queue, 'bulk'), 'wait'), ...lineKeys(this.prefix, queue)];
    const values = [
      listsOf(this.prefix, queue),
      room ?? '-',
      TASKS_PER_MESSAGE,
      ...loads.flatMap(({ tenantId, weight, messages }) => [
        ...[tenantId, weight, messages.length],
        ...messages.map((message) => `${tasksIn(message)} ${JSON.stringify(message)}`),
      ]),
    ];
    const [passed, tenants, waiting] = (await this.run(keys, values)) as [string[], number, number[]];
    return { passed: passed.map((message) => JSON.parse(message) as Message), tenants, waiting };
  }

  private async run(keys: string[], values: (string | number)[]): Promise<unknown> {
    try {
      return await this.client.evalsha(SHA, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.client.eval(SCRIPT, keys.length, ...keys, ...values);
    }
  }
}

/** The ring of tenants, and what is known of them. No queue's own name holds a tilde, so that these are nobody else's keys. */
export function lineKeys(prefix: string, queue: string): [ring: string, facts: string] {
  return [`${prefix}:~ring:${queue}`, `${prefix}:~turns:${queue}`];
}

function listsOf(prefix: string, queue: string): string {
  return `${prefix}:~line:${queue}:`;
}

/** The name of a tenant's field that counts its tasks in line. */
export function tasksField(tenantId: string): string {
  return `tasks ${tenantId}`;
}

/** Messages in line for the bulk lane of a queue. */
export async function inLine(client: Redis, prefix: string, queue: string): Promise<number> {
  const tenants = await client.lrange(lineKeys(prefix, queue)[0], 0, -1);
  const lengths = await Promise.all(
    tenants.map((tenantId) => client.llen(listsOf(prefix, queue) + tenantId)),
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}

function tasksIn(message: Message): number {
  return message.t.reduce((sum, [, ...runs]) => runs.reduce((count, [, ...ns]) => count + ns.length, sum), 0);
}
