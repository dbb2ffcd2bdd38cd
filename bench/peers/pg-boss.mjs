/**
 * pg-boss: chained by hand, the handler of a step sends the job of the next before its own completes. Batches of 50,
 * two workers in a process, woken by NOTIFY. The fan-in is a counter row, lowered once a batch: pg-boss's own flows
 * look for unblocked jobs once a second at best.
 */
import { PgBoss } from 'pg-boss';
import { Client, Pool } from 'pg';
import { inChunks, lengths } from './in-chunks.mjs';

export const name = 'pg-boss';
export const guarantee = 'committed with fsync in Postgres; chained by hand, no history by workflow';

const QUEUE = 'steps';

function open(url, options = {}) {
  const boss = new PgBoss({
    connectionString: url,
    max: 20,
    useListenNotify: true,
    supervise: true,
    schedule: false,
    ...options,
  });
  boss.on('error', (error) => console.error(error.message));
  return boss;
}

export async function reset({ database, databaseUrl, freshDatabase, sql }) {
  await freshDatabase(database);
  const boss = open(databaseUrl);
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true, retryLimit: 2 });
  await boss.stop({ graceful: false });
  await sql('CREATE TABLE fan (id text PRIMARY KEY, open integer NOT NULL)', database);
}

export async function prefill({ database, databaseUrl, sql }, count) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT table_name FROM pgboss.queue WHERE name = $1', [QUEUE]);
  await client.end();
  await sql(
    `INSERT INTO pgboss.${rows[0].table_name} (name, data, state, created_on, started_on, completed_on, output)
     SELECT '${QUEUE}', '{"id":"x","kind":"chain5","i":1,"n":5}', 'completed', at, at, at, '{"k":1}'
     FROM (SELECT now() - interval '1 hour' AS at FROM generate_series(1, ${count * 5})) AS moment`,
    database,
  );
  await sql('VACUUM ANALYZE', database);
}

export async function worker({ databaseUrl }, report) {
  const boss = open(databaseUrl);
  await boss.start();
  const fans = new Pool({ connectionString: databaseUrl, max: 4 });
  const options = {
    batchSize: 50,
    localConcurrency: 2,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
  };
  await boss.work(QUEUE, options, async (jobs) => {
    const data = jobs.map((job) => job.data);
    for (const { id, i } of data) if (i === 1) report.begin(id);
    const next = [...(await successors(fans, data)), ...(await fanIns(fans, data))];
    if (next.length > 0)
      await boss.insert(
        QUEUE,
        next.map((successor) => ({ data: successor })),
      );
    for (const { id, i, n, leaf } of data) if (!leaf && i === n) report.end(id);
    return { ok: true };
  });
  return { stop: () => boss.stop({ graceful: false, close: true }) };
}

async function successors(fans, data) {
  const next = [];
  for (const job of data) {
    if (job.fan) {
      await fans.query('INSERT INTO fan VALUES ($1, 100) ON CONFLICT DO NOTHING', [job.id]);
      for (let k = 0; k < 100; k += 1) next.push({ id: job.id, i: 2, n: 9, leaf: true });
    } else if (!job.leaf && job.i < job.n) next.push({ ...job, i: job.i + 1 });
  }
  return next;
}

/** Lowers each counter once for all its branches in this batch; zero starts the last step. */
async function fanIns(fans, data) {
  const ended = new Map();
  for (const { id, leaf } of data) if (leaf) ended.set(id, (ended.get(id) ?? 0) + 1);
  const next = [];
  for (const [id, count] of ended) {
    const { rows } = await fans.query('UPDATE fan SET open = open - $2 WHERE id = $1 RETURNING open', [
      id,
      count,
    ]);
    if (rows[0].open === 0) next.push({ id, i: 9, n: 9 });
  }
  return next;
}

export async function client({ databaseUrl }) {
  const boss = open(databaseUrl, { supervise: false });
  await boss.start();
  const first = (kind, id) => ({ id, i: 1, n: lengths[kind] ?? 9, fan: kind === 'fan100' });
  return {
    submit: (kind, id) => boss.send(QUEUE, first(kind, id)),
    submitMany: (kind, ids) =>
      inChunks(ids, { size: 200, atOnce: 2 }, (some) =>
        boss.insert(
          QUEUE,
          some.map((id) => ({ data: first(kind, id) })),
        ),
      ),
    stop: () => boss.stop({ graceful: false }),
  };
}
