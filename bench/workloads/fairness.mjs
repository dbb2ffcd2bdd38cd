/** One tenant with 100,000 tasks beside fifty quiet ones: what the quiet ones feel of it, and how service is shared. */
import { now, pause, until } from '../measure/clock.mjs';
import { jain, percentile } from '../measure/statistics.cjs';
import { allowHost, startHoldingServer } from '../product/holding-server.mjs';
import { startMany, startOne } from '../product/starts.mjs';
import { templates } from '../product/templates.mjs';

const QUIET = 50;
/** Each quiet tenant starts a run of one step this often. */
const EVERY_MS = 500;
/** Nodes of a noisy run, none after another: many tasks for few starts. */
const WIDTH = 100;
const PATIENCE_MS = 60_000;

/**
 * How long the quiet tenants wait for their first step, with nobody else there and beside the noisy tenant.
 * `kind`: `no-op`, or `5 s` for tasks that hold their slot that long.
 *
 * @returns `p95_ms` of the one and `alone_p95_ms` of the other
 */
export async function runQuietStarts(servers, product, { quick, concurrency, kind }) {
  return withTenants(servers, product, { begins: true, concurrency }, async (scene) => {
    const seconds = quick ? 4 : 15;
    await quietLoad(scene, 2);
    const alone = await quietLoad(scene, seconds);
    await addNoise(scene, { kind, tasks: quick ? 10_000 : 100_000 });
    const beside = await quietLoad(scene, seconds);
    return { p95_ms: percentile(beside, 0.95), alone_p95_ms: percentile(alone, 0.95) };
  });
}

/**
 * Everybody has work waiting, the noisy tenant first and most: how many tasks of each end while that is so, from when the last
 * quiet tenant's work is accepted to when the first one's is done. `jain` is 1 where all 51 get the same.
 */
export async function runShares(servers, product, { quick, concurrency }) {
  return withTenants(servers, product, { concurrency }, async (scene) => {
    const each = (quick ? 400 : 1_000) / WIDTH;
    const templates = await Promise.all(
      scene.quiet.map(({ tenant }) => scene.installation.publish(tenant, 'many', wide('noop', { value: 1 }))),
    );
    await addNoise(scene, { kind: 'no-op', tasks: quick ? 50_000 : 100_000 });
    const from = await databaseTime(scene);
    const starts = templates.map((template) =>
      startMany(
        scene.installation,
        template,
        Array.from({ length: each }, () => ({})),
      ),
    );
    await Promise.all(starts);
    const quiet = scene.quiet.map(({ tenant }) => tenant.id);
    const ended = () => endedWhileAllWait(scene, from);
    const shares = await until(ended, { what: 'the quiet work', timeoutMs: PATIENCE_MS, everyMs: 200 });
    return { jain: jain([scene.noisy.id, ...quiet].map((id) => shares.get(id) ?? 0)) };
  });
}

async function withTenants(servers, product, options, work) {
  const session = await product.open(servers, options);
  const { installation, tally } = session;
  const holding = await startHoldingServer();
  try {
    const noisy = await installation.addTenant('noisy');
    await allowHost(installation, noisy, holding.host);
    const quiet = [];
    for (let i = 0; i < QUIET; i += 1) {
      const tenant = await installation.addTenant(`quiet-${i}`);
      quiet.push({ tenant, template: await installation.publish(tenant, 'one', templates.one.source) });
    }
    return await work({ installation, tally, holding, noisy, quiet });
  } finally {
    holding.close();
    await session.stop();
  }
}

/** Milliseconds from each submission to the beginning of its step, over `seconds` of steady load. */
async function quietLoad({ installation, tally, quiet }, seconds) {
  const submissions = [];
  const began = now();
  for (let i = 0; i < (seconds * 1000 * QUIET) / EVERY_MS; i += 1) {
    const early = began + (i * EVERY_MS) / QUIET - now();
    if (early > 0) await pause(early);
    const at = now();
    const { template } = quiet[i % QUIET];
    submissions.push(startOne(installation, template).then((id) => ({ id, at })));
  }
  const runs = await Promise.all(submissions);
  const deadline = now() + PATIENCE_MS;
  while (runs.some(({ id }) => !tally.begins.has(id)) && now() < deadline) await pause(20);
  // What has not begun by then counts with the time it has waited so far.
  return runs.map(({ id, at }) => (tally.begins.get(id) ?? now()) - at);
}

/** The noisy tenant's runs, accepted before this resolves. */
async function addNoise({ installation, holding, noisy }, { kind, tasks }) {
  const source =
    kind === 'no-op' ? wide('noop', { value: 1 }) : wide('http', { url: `http://${holding.host}/x?ms=5000` });
  const template = await installation.publish(noisy, `noise-${source.nodes[0].ref}`, source);
  await startMany(
    installation,
    template,
    Array.from({ length: tasks / WIDTH }, () => ({})),
  );
}

function wide(ref, input) {
  const nodes = Array.from({ length: WIDTH }, (_, i) => ({ id: `n${i}`, kind: 'task', ref, with: input }));
  return { nodes, edges: [] };
}

async function databaseTime({ installation }) {
  const [row] = await installation.sql('SELECT clock_timestamp()::text AS now');
  return row.now;
}

/** False until the work of some quiet tenant is done. */
async function endedWhileAllWait({ installation, noisy }, from) {
  const [{ left }] = await installation.sql(
    `SELECT min(left_over)::int AS left FROM (
       SELECT count(*) FILTER (WHERE t.finished_at IS NULL) AS left_over
       FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
       WHERE r.created_at > '${from}' AND r.tenant_id <> '${noisy.id}' GROUP BY r.tenant_id) q`,
  );
  if (left !== 0) return false;
  const rows = await installation.sql(
    `WITH quiet AS (
       SELECT r.tenant_id, r.created_at, t.finished_at
       FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
       WHERE r.created_at > '${from}' AND r.tenant_id <> '${noisy.id}'
     ), span AS (
       SELECT (SELECT max(created_at) FROM quiet) AS began,
              (SELECT min(done) FROM (SELECT max(coalesce(finished_at, 'infinity')) AS done FROM quiet GROUP BY tenant_id) d) AS ended
     )
     SELECT t.tenant_id, count(*)::int AS count,
            bool_or(t.tenant_id = '${noisy.id}' AND NOT EXISTS (SELECT FROM maestro_tasks o
              WHERE o.tenant_id = '${noisy.id}' AND (o.finished_at IS NULL OR o.finished_at > s.ended))) AS ran_out
     FROM span s JOIN maestro_tasks t ON t.finished_at BETWEEN s.began AND s.ended GROUP BY t.tenant_id`,
  );
  if (rows.some(({ ran_out: ranOut }) => ranOut)) throw new Error('the noisy tenant ran out of work');
  return new Map(rows.map(({ tenant_id: id, count }) => [id, count]));
}
