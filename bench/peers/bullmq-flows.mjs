/**
 * BullMQ alone: a flow of parent and child jobs, one job a step, 50 at once in a worker. Finished jobs are removed,
 * as its documentation advises. No Postgres: Redis writes its log every second.
 */
import { FlowProducer, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { inChunks, lengths } from './in-chunks.mjs';

export const name = 'bullmq-flows';
export const guarantee = 'durable within a second (appendfsync everysec); no Postgres, no history';
/** Writes no log of Postgres: there is nothing to compare. */
export const logless = true;

const QUEUE = 'steps';
const opts = { removeOnComplete: true };
const connect = (url) => new Redis(url, { maxRetriesPerRequest: null });

export async function reset() {
  // The queue lies in Redis, which is flushed for every contestant.
}

export async function worker({ redisUrl }, report) {
  const flow = new FlowProducer({ connection: connect(redisUrl) });
  const process = async ({ data }) => {
    if (data.first) report.begin(data.id);
    if (data.kind === 'fan100' && data.first) await flow.add(fan(data.id));
    return { k: data.i };
  };
  const consumer = new Worker(QUEUE, process, { connection: connect(redisUrl), concurrency: 50 });
  consumer.on('completed', ({ data }) => data.last && report.end(data.id));
  consumer.on('failed', (_, error) => console.error(error.message));
  consumer.on('error', (error) => console.error(error.message));
  await consumer.waitUntilReady();
  return { stop: () => consumer.close(true) };
}

/** The job of the first step adds its hundred children and the last step above them. */
function fan(id) {
  const children = Array.from({ length: 100 }, (_, i) => job({ id, i }));
  return { ...job({ id, last: true }), children };
}

function job(data) {
  return { name: 'step', queueName: QUEUE, data, opts };
}

/** The last step is the root: a parent runs after its children. */
function chain(kind, id) {
  const length = lengths[kind];
  const data = (i) => ({ id, kind, i, first: i === 1, last: i === length });
  let node = job(data(1));
  for (let i = 2; i <= length; i += 1) node = { ...job(data(i)), children: [node] };
  return node;
}

export async function client({ redisUrl }) {
  const connections = [connect(redisUrl), connect(redisUrl)];
  const queue = new Queue(QUEUE, { connection: connections[0] });
  const flow = new FlowProducer({ connection: connections[1] });
  const single = (kind, id) => ({
    name: 'step',
    data: { id, kind, i: 1, first: true, last: kind === 'one' },
    opts,
  });
  const isFlow = (kind) => lengths[kind] > 1;
  return {
    submit: (kind, id) =>
      isFlow(kind) ? flow.add(chain(kind, id)) : queue.add('step', single(kind, id).data, opts),
    submitMany: (kind, ids) =>
      isFlow(kind)
        ? inChunks(ids, { size: 50, atOnce: 2 }, (some) => flow.addBulk(some.map((id) => chain(kind, id))))
        : inChunks(ids, { size: 500, atOnce: 2 }, (some) =>
            queue.addBulk(some.map((id) => single(kind, id))),
          ),
    stop: async () => {
      await queue.close();
      await flow.close();
      connections.forEach((connection) => connection.disconnect());
    },
  };
}
