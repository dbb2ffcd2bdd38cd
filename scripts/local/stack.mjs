/**
 * The local installation: servers, schema, roles, the local tenant and its key, and the three services as
 * processes of their own.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startService } from './service.mjs';

const require = createRequire(import.meta.url);

/** Where the API is looked for first; where that port is taken, a free one. */
const API_PORT = 7400;

export async function startLocal({ root, stateDir, log }) {
  const { startEmbeddedStack } = require(join(root, 'libs/embedded/dist/index.js'));
  const servers = await startEmbeddedStack({
    stateDir,
    databaseUrl: process.env.DATABASE_URL,
    redisUrl: process.env.REDIS_URL,
    log,
  });
  const services = [];
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop()));
    await servers.stop();
  };
  try {
    const urls = await prepareDatabase(root, stateDir, servers.databaseUrl);
    const local = ensureKey(root, stateDir, urls.appUrl);
    const env = {
      DATABASE_APP_URL: urls.appUrl,
      DATABASE_ENGINE_URL: urls.engineUrl,
      REDIS_URL: servers.redisUrl,
      MAESTRO_ARTIFACTS_DIR: join(stateDir, 'artifacts'),
      MAESTRO_MASTER_KEYS: process.env.MAESTRO_MASTER_KEYS ?? ensureMasterKey(stateDir),
      MAESTRO_METRICS_PORT: '0',
      MAESTRO_HEALTH_PORT: '0',
    };
    const start = (name, more = {}) => startService({ root, stateDir, name, env: { ...env, ...more }, log });
    services.push(
      ...(await Promise.all([
        start('api', { MAESTRO_API_PORT: process.env.MAESTRO_API_PORT ?? String(await freePort(API_PORT)) }),
        start('scheduler', ensureAuditKey(stateDir)),
        start('worker'),
      ])),
    );
    const apiUrl = services[0].url;
    const file = join(stateDir, 'local.json');
    writePrivate(file, { api_url: apiUrl, api_key: local.api_key, tenant_id: local.tenant_id });
    return { root, apiUrl, metricsUrl: services[0].metricsUrl, apiKey: local.api_key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port, or 0 where somebody listens on it already. */
function freePort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}

/** Migrates, and gives the two service roles a login under a password that `.maestro/` keeps. */
async function prepareDatabase(root, stateDir, databaseUrl) {
  const { migrateDatabase, provisionRoles } = require(join(root, 'libs/persistence/dist/index.js'));
  await migrateDatabase(databaseUrl);
  const secrets = join(stateDir, 'roles.json');
  const { password } = existsSync(secrets)
    ? JSON.parse(readFileSync(secrets, 'utf8'))
    : { password: randomBytes(24).toString('base64url') };
  writePrivate(secrets, { password });
  return provisionRoles(databaseUrl, password);
}

/** The key of the local tenant: made on the first start, kept in `.maestro/`, made anew when it no longer works. */
function ensureKey(root, stateDir, appUrl) {
  const file = join(stateDir, 'local.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const command = [join(root, 'apps/api/dist/bootstrap.js'), '--tenant', 'local', '--env', 'local'];
  const env = {
    PATH: process.env.PATH,
    DATABASE_APP_URL: appUrl,
    ...(kept.api_key ? { MAESTRO_API_KEY: kept.api_key } : {}),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The local API key could not be made:\n${stderr}${stdout}`);
  return { api_key: kept.api_key, ...JSON.parse(stdout) };
}

/** The key that signs the audit chain of this installation, and where its signed heads are kept. */
function ensureAuditKey(stateDir) {
  const file = join(stateDir, 'audit-key.pem');
  if (!existsSync(file)) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(join(stateDir, 'audit-key.pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  return { MAESTRO_AUDIT_KEY_FILE: file, MAESTRO_AUDIT_ANCHOR_FILE: join(stateDir, 'audit-anchors.jsonl') };
}

/** The key that seals the secrets of this installation: made on the first start, and lost with `.maestro/`. */
function ensureMasterKey(stateDir) {
  const file = join(stateDir, 'master-key.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const keys = kept.keys ?? `local:${randomBytes(32).toString('base64')}`;
  writePrivate(file, { keys });
  return keys;
}

function writePrivate(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}
