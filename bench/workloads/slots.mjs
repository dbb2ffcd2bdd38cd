/** What schedules cost: 1,000 orchestras that are due in the same second, and 100,000 of which none is. */
import { pause, until } from '../measure/clock.mjs';
import { measured } from '../measure/measured.mjs';
import { cpuOf } from '../measure/processes.mjs';
import { lib } from '../product/packages.mjs';

const MINUTE_MS = 60_000;
const DUE = 1_000;
const ENABLED = 100_000;
/** After the clock was moved leases are taken anew; that is over by then. */
const CALM_MS = 15_000;

/** All begin in one second: how late the runs are, and by when the last is there. */
export async function runSlotBurst(servers, product, { quick, concurrency }) {
  const session = await product.open(servers, { concurrency });
  const { installation } = session;
  try {
    await deploy(session, { count: DUE, cron: '* * * * *', nextIn: '1 day' });
    return await measured({ servers, session }, async () => {
      const bursts = [];
      for (let burst = 0; burst < (quick ? 1 : 3); burst += 1)
        bursts.push(await playBurst(servers, installation));
      const worst = (metric) => Math.max(...bursts.map((one) => one[metric]));
      return {
        steps: DUE * bursts.length,
        first_created_s: worst('first'),
        lateness_p99_s: worst('p99'),
        all_created_s: worst('last'),
      };
    });
  } finally {
    await session.stop();
  }
}

async function playBurst(servers, { sql, database }) {
  const [{ now }] = await sql('SELECT extract(epoch FROM maestro_now()) * 1000 AS now');
  const slot = (Math.floor(Number(now) / MINUTE_MS) + 2) * MINUTE_MS;
  await lib('persistence').setClockOffset(servers.urlOf(database), slot - CALM_MS - Date.now());
  const at = `to_timestamp(${slot / 1000})`;
  await sql(`UPDATE maestro_orchestras SET last_slot = ${at} - interval '1 second', next_fire_at = ${at}`);
  await pause(CALM_MS - 1_000);
  await until(async () => Number((await played(sql, at)).count) === DUE, {
    what: 'the runs of the slot',
    everyMs: 250,
  });
  // Nobody is due again before the clock is moved.
  await sql(`UPDATE maestro_orchestras SET next_fire_at = ${at} + interval '1 day', last_slot = ${at}`);
  const { first, p99, last } = await played(sql, at);
  return { first: Number(first), p99: Number(p99), last: Number(last) };
}

async function played(sql, at) {
  const [row] = await sql(`
    SELECT count(*) AS count, min(late) AS first, max(late) AS last, percentile_disc(0.99) WITHIN GROUP (ORDER BY late) AS p99
    FROM (SELECT extract(epoch FROM r.created_at - s.slot) AS late FROM maestro_schedule_slots s
          JOIN maestro_runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id WHERE s.slot = ${at}) l`);
  return row;
}

/** CPU of the leader while nothing is due, as a share of one core; and whether anything was looked for without an index. */
export async function runManyOrchestras(servers, product, { quick, concurrency }) {
  const session = await product.open(servers, { concurrency, workers: 0 });
  const { installation } = session;
  try {
    await deploy(session, { count: ENABLED, cron: '0 2 * * *', nextIn: '12 hours' });
    await installation.sql('ANALYZE maestro_orchestras');
    await pause(CALM_MS);
    const groups = { leader: installation.pids().scheduler };
    const seconds = quick ? 20 : 60;
    return await measured({ servers, session }, async () => {
      const before = { cpu: cpuOf(groups).leader, scans: await scans(installation) };
      await pause(seconds * 1000);
      const cpu = cpuOf(groups).leader - before.cpu;
      return { steps: seconds, leader_cpu: cpu / seconds, scans: (await scans(installation)) - before.scans };
    });
  } finally {
    await session.stop();
  }
}

/** Times that a whole table of schedules was read. */
async function scans({ sql }) {
  await sql('SELECT pg_stat_force_next_flush()');
  const [row] = await sql(`
    SELECT sum(seq_scan)::int AS scans FROM pg_stat_user_tables
    WHERE relname IN ('maestro_orchestras', 'maestro_schedule_slots')`);
  return row.scans;
}

async function deploy({ installation, prepare }, { count, cron, nextIn }) {
  await prepare('one');
  await installation.sql(`
    INSERT INTO maestro_orchestras (tenant_id, id, name, template_id, cron, schedule, enabled, next_fire_at, last_slot,
                                    created_by, changed_by)
    SELECT t.tenant_id, gen_random_uuid(), 'orchestra ' || n, t.id, '${cron}', '{}', true,
           maestro_now() + interval '${nextIn}' + n * interval '1 millisecond', maestro_now(), 'bench', 'bench'
    FROM maestro_templates t, generate_series(1, ${count}) n`);
}
