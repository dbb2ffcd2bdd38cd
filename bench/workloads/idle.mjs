/** What a stack costs that has nothing to do: queries a minute, and memory of the three services. */
import { pause } from '../measure/clock.mjs';
import { memoryOf } from '../measure/processes.mjs';

const SETTLE_MS = 8_000;

/** Works a little first, so that memory is that of a stack in use. Every statement counts, BEGIN and COMMIT too. */
export async function runIdle(servers, product, { quick, concurrency, say }) {
  const seconds = quick ? 20 : 60;
  await servers.sql('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  const session = await product.open(servers, { concurrency });
  const { installation } = session;
  try {
    await installation.start('api');
    await session.submitMany(
      'chain5',
      Array.from({ length: 500 }, (_, i) => `i${i}`),
    );
    await session.tally.ends(500, 60_000);
    await pause(SETTLE_MS);
    const before = await statements(servers, installation);
    await pause(seconds * 1000);
    const after = await statements(servers, installation);
    const counts = [...after].map(([query, calls]) => [query, calls - (before.get(query) ?? 0)]);
    tellBusiest(say, counts, seconds);
    const total = counts.reduce((sum, [, calls]) => sum + calls, 0);
    const pids = Object.values(installation.pids()).flat();
    return {
      queries_per_min: (total * 60) / seconds,
      rss_mb: pids.reduce((sum, pid) => sum + memoryOf(pid), 0),
    };
  } finally {
    await session.stop();
  }
}

async function statements(servers, { database }) {
  const rows = await servers.sql(`
    SELECT s.query, sum(s.calls)::int AS calls FROM pg_stat_statements s
    JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '${database}' GROUP BY s.query`);
  return new Map(rows.map(({ query, calls }) => [query, calls]));
}

function tellBusiest(say, counts, seconds) {
  const busiest = counts.filter(([, calls]) => calls > 0).sort(([, a], [, b]) => b - a);
  for (const [query, calls] of busiest.slice(0, 8))
    say(`             ${String(Math.round((calls * 60) / seconds)).padStart(5)} a minute  ${shorten(query)}`);
}

function shorten(query) {
  return query.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim().slice(0, 100);
}
