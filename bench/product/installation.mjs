/** Maestro on a fresh database of the private servers: a tenant, an engine as the API has it, and its services. */
import { join } from 'node:path';
import { lib } from './packages.mjs';
import { startService } from './services.mjs';

const PREFIX = 'bench';

/**
 * Migrates a fresh database and makes the first tenant. Nothing runs yet: `start(kind)` starts a service.
 * `concurrency` is what each worker performs at once. With `keep`, a database of that name is made once and used again.
 */
export async function install(servers, { concurrency, keep }) {
  const persistence = lib('persistence');
  const databaseName = `bench_${keep ?? 'maestro'}`;
  const isNew = !keep || !(await servers.hasDatabase(databaseName));
  const ownerUrl = isNew ? await servers.freshDatabase(databaseName) : servers.urlOf(databaseName);
  await servers.flushRedis();
  await persistence.migrateDatabase(ownerUrl);
  const urls = await persistence.provisionRoles(ownerUrl, 'bench');
  const artifactsDir = join(servers.stateDir, 'artifacts');
  const tenants = await persistence.openTenantDatabase({ url: urls.appUrl, max: 4, application: 'bench' });
  const database = persistence.openEngineDatabase({ url: urls.engineUrl, max: 6, application: 'bench' });
  const dispatcher = lib('engine').openDispatcher(database, {
    redisUrl: servers.redisUrl,
    prefix: PREFIX,
    onError: report,
  });
  const artifacts = lib('artifacts').createFileArtifactStore(artifactsDir);
  const engine = lib('engine').createEngine({
    ...{ database, dispatcher, artifacts },
    onError: report,
    held: () => dispatcher.held(),
  });
  const env = {
    DATABASE_APP_URL: urls.appUrl,
    DATABASE_ENGINE_URL: urls.engineUrl,
    REDIS_URL: servers.redisUrl,
    MAESTRO_QUEUE_PREFIX: PREFIX,
    MAESTRO_ARTIFACTS_DIR: artifactsDir,
    MAESTRO_WORKER_CONCURRENCY: String(concurrency),
    MAESTRO_API_PORT: '0',
    MAESTRO_HEALTH_PORT: '0',
    MAESTRO_METRICS_PORT: '0',
  };
  const services = { api: [], scheduler: [], worker: [] };
  const start = async (kind, { tally, env: more = {} } = {}) => {
    const service = await startService(kind, { env: { ...env, ...more }, tally });
    services[kind].push(service);
    return service;
  };
  return {
    engine,
    tenants,
    tenant: await addTenant(tenants, 'bench'),
    addTenant: (name) => addTenant(tenants, name),
    publish: (tenant, name, source) => publish(tenants, { tenant, name, source }),
    sql: (text) => servers.sql(text, databaseName),
    database: databaseName,
    isNew,
    services,
    start,
    pids: () =>
      Object.fromEntries(Object.entries(services).map(([kind, list]) => [kind, list.map(({ pid }) => pid)])),
    stop: async () => {
      await Promise.all(Object.values(services).flatMap((list) => list.map((service) => service.stop())));
      await dispatcher.close();
      await database.close();
      await tenants.close();
    },
  };
}

/** A tenant with a key of its owner, for requests over HTTP. */
async function addTenant(tenants, name) {
  const { createTenant, createApiKey } = lib('governance');
  const { id } = await createTenant(tenants, { name, env: 'bench' });
  const { key } = await tenants.withTenant(id, (tx) => createApiKey(tx, { name: 'bench', role: 'owner' }));
  return { id, apiKey: key };
}

/** @throws where the compiler refuses the source, with its diagnostics */
async function publish(tenants, { tenant, name, source }) {
  const text = JSON.stringify(source);
  const compiled = lib('dsl').compile(text);
  if (!compiled.plan) {
    const [first] = compiled.diagnostics ?? [];
    throw new Error(`the compiler refuses ${name}: ${first?.message ?? 'no reason given'}`);
  }
  const { plan, contentHash } = compiled;
  const content = { contentHash, format: 'json', source: text, plan, createdBy: 'bench' };
  const { template } = await tenants.withTenant(tenant.id, (tx) =>
    lib('catalog').publishTemplate(tx, { name, ...content }),
  );
  return { tenantId: tenant.id, templateId: template.id, version: template.version, plan };
}

function report(error, doing = 'the dispatcher') {
  console.error(`${doing}: ${error?.message ?? error}`);
}
