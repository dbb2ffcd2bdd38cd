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
 * Everybody has work waiting, the noisy tenant first and most: how many tasks of each end until half of the quiet
 * ones' are done. `jain` is 1 where all 51 get the same.
 */
export async function runShares(servers, product, { quick, concurrency }) {
  return withTenants(servers, product, { concurrency }, async (scene) => {
    const each = quick ? 40 : 200;
    await addNoise(scene, { kind: 'no-op', tasks: quick ? 10_000 : 100_000 });
    const from = await databaseTime(scene);
    await Promise.all(
      scene.quiet.map(({ template }) =>
        startMany(
          scene.installation,
          template,
          Array.from({ length: each }, () => ({})),
        ),
      ),
    );
    const ids = scene.quiet.map(({ tenant }) => tenant.id);
    const done = async () => {
      const ended = await endedSince(scene, from);
      return ids.reduce((sum, id) => sum + (ended.get(id) ?? 0), 0) >= (QUIET * each) / 2 && ended;
    };
    const ended = await until(done, { what: 'half of the quiet work', timeoutMs: PATIENCE_MS, everyMs: 20 });
    return { jain: jain([scene.noisy.id, ...ids].map((id) => ended.get(id) ?? 0)) };
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

async function endedSince({ installation }, from) {
  const rows = await installation.sql(
    `SELECT tenant_id, count(*)::int AS count FROM maestro_tasks WHERE finished_at > '${from}' GROUP BY tenant_id`,
  );
  return new Map(rows.map(({ tenant_id: id, count }) => [id, count]));
}
