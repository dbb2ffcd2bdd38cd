/** `npm run bench`: see README.md beside it. Needs a build (`npm start` or `npm test` makes one). */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, install, root } from '../scripts/bootstrap.mjs';

install();
build();
const require = createRequire(import.meta.url);
const lib = (name) => require(join(root, 'libs', name, 'dist/index.js'));
const persistence = lib('persistence');
const { startEmbeddedStack, eraseEmbeddedStack } = lib('embedded');
const { compile } = lib('dsl');
const engineLib = lib('engine');

const PREFIX = 'bench';
const json = process.argv.includes('--json');
const stateDir = mkdtempSync(join(tmpdir(), 'maestro-bench-'));
const servers = await startEmbeddedStack({ stateDir, cacheDir: join(root, '.maestro', 'cache') });
let worker;
try {
  const bench = await prepare(servers);
  worker = bench.worker;
  await latency(bench, chain(10), 20);
  report('w1', 'p50_ms', median(await latency(bench, chain(10), 100)));
  await throughput(bench, chain(5), 200);
  report('w3', 'steps_per_s', (await throughput(bench, chain(5), 2_000)) * 5);
  report('w4', 'runs_per_s', await throughput(bench, chain(1), 2_000));
  report('limit', 'commits_per_s', await commits(bench));
  await bench.close();
} finally {
  worker?.kill('SIGTERM');
  await servers.stop();
  await eraseEmbeddedStack(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
}

function report(workload, metric, value) {
  const rounded = Math.round(value * 10) / 10;
  console.log(
    json
      ? JSON.stringify({ workload, metric, product: rounded })
      : `${workload.padEnd(6)} ${metric.padEnd(14)} ${rounded}`,
  );
}

function chain(length) {
  const nodes = Array.from({ length }, (_, i) => ({ id: `n${i}`, kind: 'task', ref: 'noop' }));
  const edges = nodes.slice(1).map((node, i) => ({ from: nodes[i].id, to: node.id }));
  return JSON.stringify({ nodes, edges });
}

/** A tenant, an engine as the API has it, and a worker process. */
async function prepare({ databaseUrl, redisUrl }) {
  await persistence.migrateDatabase(databaseUrl);
  const urls = await persistence.provisionRoles(databaseUrl, 'bench');
  const tenants = await persistence.openTenantDatabase({ url: urls.appUrl, max: 2, application: 'bench' });
  const tenant = await lib('governance').createTenant(tenants, { name: 'bench', env: 'bench' });
  const database = persistence.openEngineDatabase({ url: urls.engineUrl, max: 8, application: 'bench' });
  const dispatcher = lib('queue').createDispatcher({ redisUrl, prefix: PREFIX, onError: console.error });
  const artifacts = lib('artifacts').createFileArtifactStore(join(stateDir, 'artifacts'));
  const engine = engineLib.createEngine({ database, dispatcher, artifacts });
  const env = {
    PATH: process.env.PATH,
    DATABASE_APP_URL: urls.appUrl,
    DATABASE_ENGINE_URL: urls.engineUrl,
    REDIS_URL: redisUrl,
    MAESTRO_QUEUE_PREFIX: PREFIX,
    MAESTRO_ARTIFACTS_DIR: join(stateDir, 'artifacts'),
    MAESTRO_WORKER_CONCURRENCY: '200',
    MAESTRO_HEALTH_PORT: '0',
    MAESTRO_METRICS_PORT: '0',
  };
  const worker = await startWorker(env);
  const close = async () => {
    await dispatcher.close();
    await database.close();
    await tenants.close();
  };
  return { tenantId: tenant.id, tenants, database, engine, worker, close };
}

function startWorker(env) {
  const worker = spawn(process.execPath, [join(root, 'apps/worker/dist/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    worker.once('exit', (code) => reject(new Error(`the worker ended (${code})`)));
    createInterface({ input: worker.stdout }).on(
      'line',
      (line) => line.includes('"listening"') && resolve(worker),
    );
  });
}

async function publish({ tenants, tenantId }, source) {
  const { plan, contentHash } = compile(source);
  const content = { contentHash, format: 'json', source, plan, createdBy: 'bench' };
  const name = `chain-${plan.nodes.length}`;
  const { template } = await tenants.withTenant(tenantId, (tx) =>
    lib('catalog').publishTemplate(tx, { name, ...content }),
  );
  return { templateId: template.id, version: template.version, plan };
}

function start({ engine, tenantId }, template) {
  return engineLib.startRun(engine, {
    tenantId,
    ...template,
    inputs: {},
    createdBy: 'bench',
    traceparent: null,
    idempotencyKey: null,
  });
}

async function open({ tenants, tenantId }) {
  const [row] = await tenants.withTenant(tenantId, (tx) =>
    tx.query('SELECT count(*)::int AS count FROM maestro_runs WHERE finished_at IS NULL'),
  );
  return row.count;
}

/** Milliseconds from the call to the durable end, as the database's own times have it, of `count` runs in turn. */
async function latency(bench, source, count) {
  const template = await publish(bench, source);
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const { runId } = await start(bench, template);
    while ((await open(bench)) > 0) await new Promise(setImmediate);
    const [row] = await bench.tenants.withTenant(bench.tenantId, (tx) =>
      tx.query(
        'SELECT extract(epoch FROM finished_at - created_at) * 1000 AS ms FROM maestro_runs WHERE tenant_id = $1 AND id = $2',
        [bench.tenantId, runId],
      ),
    );
    times.push(Number(row.ms));
  }
  return times;
}

/** Runs a second, from the first start to the last end. */
async function throughput(bench, source, count) {
  const template = await publish(bench, source);
  const began = performance.now();
  let next = 0;
  const starters = Array.from({ length: 16 }, async () => {
    while (next++ < count) await start(bench, template);
  });
  await Promise.all(starters);
  while ((await open(bench)) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return (count * 1000) / (performance.now() - began);
}

/** Commits a second of one narrow row on one connection. */
async function commits({ database, tenantId }) {
  const statement = {
    name: 'bench_commit',
    text: "UPDATE maestro_runs SET check_at = check_at + interval '1 second' WHERE tenant_id = $1 AND id = (SELECT id FROM maestro_runs WHERE tenant_id = $1 LIMIT 1)",
  };
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < 2_000; count += 1) await database.query(statement, [tenantId]);
  return (count * 1000) / (performance.now() - began);
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
