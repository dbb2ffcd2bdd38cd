/** What those who follow runs see, and what it costs those who do not: `GET /api/stream` over HTTP. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { now, pause, until } from '../measure/clock.mjs';
import { measured } from '../measure/measured.mjs';
import { childrenOf, memoryOf } from '../measure/processes.mjs';
import { percentile } from '../measure/statistics.cjs';
import { lib } from '../product/packages.mjs';
import { startMany } from '../product/starts.mjs';
import { startReaders } from '../product/stream-readers.mjs';

const READERS = 200;
/** A run of one step tells two things to everybody: that it began, and that it ended. */
const RUNS_A_SECOND = 250;
const EVERY_MS = 20;
const BREAKS = 1_000;
const BREAKING = 50;

/** 200 readers of everything at 500 events a second: how late they hear. */
export async function runFollow(servers, product, { quick, concurrency }) {
  return withStream({ servers, product, concurrency }, async (stage) => {
    await stage.open(READERS);
    await stage.play(quick ? 2 : 5);
    await stage.readers.ask('report');
    const steps = await stage.play(quick ? 10 : 30);
    const { latencies, ...rest } = await stage.compare();
    return {
      ...{ steps, events_per_s: RUNS_A_SECOND * 2, ...rest },
      ...{ p50_ms: percentile(latencies, 0.5), p95_ms: percentile(latencies, 0.95) },
      p99_ms: percentile(latencies, 0.99),
    };
  });
}

/** A thousand connections are cut while events come: each reader goes on where it stood. */
export async function runBreaks(servers, product, { concurrency }) {
  return withStream({ servers, product, concurrency }, async (stage) => {
    await stage.open(BREAKING);
    let going = true;
    const played = (async () => {
      let steps = 0;
      while (going) steps += await stage.play(1);
      return steps;
    })();
    for (let cut = 0; cut < BREAKS; cut += 1) {
      await stage.readers.ask('breakOff', { index: cut * 7 });
      await pause(15);
    }
    going = false;
    const steps = await played;
    const { wrong_sequences } = await stage.compare();
    return { steps, breaks: BREAKS, wrong_sequences };
  });
}

/** Readers that take nothing for some seconds: what the process keeps for them, and that nothing is lost by it. */
export async function runSlowReaders(servers, product, { concurrency, quick }) {
  return withStream({ servers, product, concurrency }, async (stage) => {
    await stage.open(BREAKING);
    await stage.play(2);
    const before = stage.memory();
    await stage.readers.ask('pause');
    const steps = await stage.play(quick ? 10 : 30);
    const grown = stage.memory() - before;
    await stage.readers.ask('resume');
    const { wrong_sequences } = await stage.compare();
    return { steps, grown_mb: Math.max(0, grown), wrong_sequences };
  });
}

/** The connection that hears of news is cut: until there is another, and by when the last event of that time was told. */
export async function runDeafness(servers, product, { concurrency }) {
  return withStream({ servers, product, concurrency }, async (stage) => {
    await stage.open(10);
    await stage.play(2);
    await stage.readers.ask('report');
    const [was] = await stage.listeners();
    const at = now();
    await stage.installation.sql(`SELECT pg_terminate_backend(${was.pid})`);
    const playing = stage.play(12);
    await until(async () => (await stage.listeners()).some(({ pid }) => pid !== was.pid), {
      what: 'another connection',
      timeoutMs: 30_000,
    });
    const heal = (now() - at) / 1000;
    const steps = await playing;
    const { latencies, ...rest } = await stage.compare();
    return { steps, heal_s: heal, slowest_ms: Math.max(...latencies), ...rest };
  });
}

/** A key is revoked: until the streams that it opened are closed and refused. */
export async function runRevocation(servers, product, { concurrency }) {
  return withStream({ servers, product, concurrency }, async ({ installation, readers, url }) => {
    const { tenants, tenant } = installation;
    const { key } = await tenants.withTenant(tenant.id, (tx) =>
      lib('governance').createApiKey(tx, { name: 'leaver', role: 'viewer' }),
    );
    await readers.ask('open', { url, key, count: READERS });
    const at = now();
    await tenants.withTenant(tenant.id, (tx) => lib('persistence').revokeApiKey(tx, key.split('_')[2]));
    await readers.ask('ended');
    return { steps: READERS, closed_s: (now() - at) / 1000 };
  });
}

/**
 * Steps a second of one worker while 200 readers follow everything, and while nobody does. That API and readers need processors of
 * their own is another matter: they are kept to one core; all that works, and what streams ask of the database, to the other.
 */
export async function runCost(servers, product, { quick, concurrency }) {
  return withStream({ servers, product, concurrency }, async (stage) => {
    const { installation, session } = stage;
    const pids = installation.pids();
    pin([pids.api[0], stage.readers.pid], '1');
    const work = [process.pid, ...pids.worker, ...pids.scheduler, ...servers.pids.redis];
    pin([...work, ...servers.pids.postgres, ...childrenOf(servers.pids.postgres[0])], '0');
    const size = quick ? 2_000 : 6_000;
    const rates = { off: [], on: [] };
    await rateOf(session, 1_000);
    for (let round = 0; round < 3; round += 1) {
      rates.off.push(await rateOf(session, size));
      await stage.open(READERS);
      rates.on.push(await rateOf(session, size));
      await stage.readers.ask('close');
    }
    const [off, on] = [Math.max(...rates.off), Math.max(...rates.on)];
    pin([process.pid], '0-1');
    return { steps: size * 6, off_steps_per_s: off, on_steps_per_s: on, drop: Math.max(0, 1 - on / off) };
  });
}

async function rateOf({ submitMany, tally }, runs) {
  const before = tally.ended;
  const at = now();
  await submitMany(
    'chain5',
    Array.from({ length: runs }, (_, i) => `r${i}`),
  );
  await tally.ends(before + runs, 120_000);
  return (runs * 5) / ((now() - at) / 1000);
}

/** Linux only, as the figures of processes are. */
function pin(pids, cores) {
  for (const pid of pids)
    execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)], { stdio: 'ignore' });
}

async function withStream({ servers, product, concurrency }, work) {
  const session = await product.open(servers, { concurrency });
  const readers = startReaders();
  try {
    const { installation } = session;
    const api = await installation.start('api');
    const stage = await stageOf({ session, readers, url: `${api.url}/api/stream?topics=runs:all` });
    return await measured({ servers, session: withReaders(session, readers) }, () => work(stage));
  } finally {
    readers.stop();
    await session.stop();
  }
}

function withReaders(session, { pid }) {
  return { pids: () => ({ ...session.pids(), readers: [pid] }) };
}

async function stageOf({ session, readers, url }) {
  const { installation, prepare } = session;
  const { tenant, sql } = installation;
  const template = await prepare('one');
  return {
    ...{ session, installation, readers, url },
    open: (count) => readers.ask('open', { url, key: tenant.apiKey, count }),
    /** Runs at a steady pace for so many seconds, and until they have ended; resolves with the number of events. */
    play: async (seconds) => {
      const began = now();
      const starts = [];
      const calls = (seconds * 1000) / EVERY_MS;
      for (let call = 0; call < calls; call += 1) {
        const early = began + call * EVERY_MS - now();
        if (early > 0) await pause(early);
        const size = (RUNS_A_SECOND * EVERY_MS) / 1000;
        starts.push(
          startMany(
            installation,
            template,
            Array.from({ length: size }, () => ({})),
          ),
        );
      }
      await Promise.all(starts);
      return calls * ((RUNS_A_SECOND * EVERY_MS) / 1000) * 2;
    },
    memory: () => memoryOf(installation.pids().api[0]),
    listeners: () =>
      sql(`SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'maestro-api-events' AND state IS NOT NULL`),
    compare: () => compare(installation, readers),
  };
}

/** What each reader has read, against the database: how many were lost or repeated, or came in another order. */
async function compare({ sql, tenants, tenant }, readers) {
  const open = `SELECT count(*)::int AS open FROM maestro_runs WHERE finished_at IS NULL`;
  await until(async () => (await sql(open))[0].open === 0, { what: 'the end of all runs' });
  const { encodeEventCursor, readFeedHead } = lib('persistence');
  const { cluster } = await tenants.withTenant(tenant.id, (tx) => readFeedHead(tx));
  const rows = await sql(`
    SELECT xid::text AS xid, id::text AS id FROM maestro_events
    WHERE type IN ('run.created', 'run.finished', 'run.control', 'run.labels') ORDER BY maestro_events.xid, maestro_events.id`);
  const written = rows.map((position) => ({ ...position, cursor: encodeEventCursor(cluster, position) }));
  const { decodeEventCursor } = lib('persistence');
  const wanted = (start) => {
    const from = decodeEventCursor(start);
    const first = written.findIndex(
      ({ xid, id }) =>
        BigInt(xid) > BigInt(from.xid) || (BigInt(xid) === BigInt(from.xid) && BigInt(id) > BigInt(from.id)),
    );
    const cursors = first < 0 ? [] : written.slice(first).map(({ cursor }) => cursor);
    return { count: cursors.length, digest: createHash('sha256').update(cursors.join('\n')).digest('hex') };
  };
  let latencies = [];
  let different = null;
  // The last events may still be on their way.
  await until(
    async () => {
      const { sequences, latencies: more } = await readers.ask('report');
      latencies = latencies.concat(more);
      const known = new Map();
      const expected = ({ start }) => known.get(start) ?? known.set(start, wanted(start)).get(start);
      different = sequences.filter((one) => one.digest !== expected(one).digest || one.resets > 0);
      return different.length === 0;
    },
    { what: 'the readers', timeoutMs: 20_000, everyMs: 500 },
  ).catch((error) => {
    if (different === null) throw error;
  });
  return { latencies, wrong_sequences: different.length };
}
