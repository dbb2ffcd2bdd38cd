/**
 * graphile-worker: chained by hand, the task of a step adds the job of the next before its own completes. 24 jobs at
 * once; for throughput its local queue fetches 100 at a time and completions are batched, as its documentation says.
 * The fan-in is a counter row that each branch lowers.
 */
import { EventEmitter } from 'node:events';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Pool } from 'pg';
import { inChunks, lengths } from './in-chunks.mjs';

export const name = 'graphile-worker';
export const guarantee = 'committed with fsync in Postgres; chained by hand, no history by workflow';

const AT_ONCE = 24;
const logger = new Logger(() => (level, message) => level === 'error' && console.error(message));

const FAN_OUT = `
SELECT 1 FROM graphile_worker.add_jobs((
  SELECT array_agg((('step', json_build_object('id', $1::text, 'leaf', true, 'i', 2),
                    null, null, null, null, null, null)::graphile_worker.job_spec))
  FROM generate_series(1, 100)))`;

export async function reset({ database, databaseUrl, freshDatabase, sql }) {
  await freshDatabase(database);
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
  await utils.migrate();
  await utils.release();
  await sql('CREATE TABLE fan (id text PRIMARY KEY, open integer NOT NULL)', database);
}

export async function worker({ databaseUrl, throughput }, report) {
  const pgPool = new Pool({ connectionString: databaseUrl, max: AT_ONCE + 4 });
  pgPool.on('error', (error) => console.error(error.message));
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  const batching = {
    localQueue: { size: 100, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  };
  const preset = {
    worker: {
      concurrentJobs: AT_ONCE,
      maxPoolSize: AT_ONCE + 4,
      pollInterval: 500,
      logger,
      ...(throughput ? batching : {}),
    },
  };
  const taskList = { step: (job, helpers) => step(job, helpers, report) };
  const runner = await run({ preset, pgPool, noHandleSignals: true, taskList, events: new EventEmitter() });
  return { stop: () => runner.stop() };
}

async function step(job, helpers, report) {
  const { id, i, n, fan, leaf } = job;
  if (i === 1) report.begin(id);
  if (fan) return fanOut(id, helpers);
  if (leaf) {
    const { rows } = await helpers.query('UPDATE fan SET open = open - 1 WHERE id = $1 RETURNING open', [id]);
    if (rows[0].open === 0) await helpers.addJob('step', { id, i: 9, n: 9 });
  } else if (i < n) await helpers.addJob('step', { ...job, i: i + 1 });
  else report.end(id);
  return undefined;
}

function fanOut(id, helpers) {
  return helpers.withPgClient(async (client) => {
    await client.query('BEGIN');
    await client.query('INSERT INTO fan VALUES ($1, 100) ON CONFLICT DO NOTHING', [id]);
    await client.query(FAN_OUT, [id]);
    await client.query('COMMIT');
  });
}

export async function client({ databaseUrl }) {
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, maxPoolSize: 20, logger });
  const payload = (kind, id) => ({ id, i: 1, n: lengths[kind], fan: kind === 'fan100' || undefined });
  return {
    submit: (kind, id) => utils.addJob('step', payload(kind, id)),
    submitMany: (kind, ids) =>
      inChunks(ids, { size: 200, atOnce: 2 }, (some) =>
        utils.addJobs(some.map((id) => ({ identifier: 'step', payload: payload(kind, id) }))),
      ),
    stop: () => utils.release(),
  };
}
