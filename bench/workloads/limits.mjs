/** What the machine allows in this setting: no engine that makes each step durable gets far beyond. */
import { now } from '../measure/clock.mjs';
import { needing } from '../product/packages.mjs';

const { Pool } = needing('persistence')('pg');
const { Redis } = needing('queue')('ioredis');
const DATABASE = 'bench_limits';
const ROWS = 100_000;
const BATCH = 500;

const TABLE = `
CREATE TABLE step (id integer PRIMARY KEY, version integer NOT NULL, result jsonb) WITH (fillfactor = 60);
INSERT INTO step SELECT i, 0, NULL FROM generate_series(1, ${ROWS}) AS i;
ANALYZE step`;
const one = { name: 'one', text: 'UPDATE step SET version = version + 1 WHERE id = $1' };
const many = {
  name: 'many',
  text: `UPDATE step SET version = version + 1, result = x.result
         FROM unnest($1::integer[], $2::jsonb[]) AS x (id, result) WHERE step.id = x.id`,
};

/** Commits of one row and rows in batches, on one connection; commands of Redis, one at a time. */
export async function runLimits(servers, { quick }) {
  const seconds = quick ? 1 : 4;
  const url = await servers.freshDatabase(DATABASE);
  await servers.sql(TABLE, DATABASE);
  const pool = new Pool({ connectionString: url, max: 1 });
  const redis = new Redis(servers.redisUrl);
  const firstOf = (count) => 1 + Math.floor(Math.random() * (ROWS - count));
  const results = Array.from({ length: BATCH }, () => '{"k":1}');
  try {
    const commits = await rate(seconds, () => pool.query({ ...one, values: [firstOf(1)] }));
    const batches = await rate(seconds, () => {
      const first = firstOf(BATCH);
      const ids = Array.from({ length: BATCH }, (_, i) => first + i);
      return pool.query({ ...many, values: [ids, results] });
    });
    const commands = await rate(seconds, () => redis.set('k', 'v'));
    return { commits_per_s: commits, rows_per_s: batches * BATCH, redis_ops_per_s: commands };
  } finally {
    redis.disconnect();
    await pool.end();
  }
}

async function rate(seconds, work) {
  for (let i = 0; i < 50; i += 1) await work();
  const began = now();
  let count = 0;
  for (; now() - began < seconds * 1000; count += 1) await work();
  return (count * 1000) / (now() - began);
}
