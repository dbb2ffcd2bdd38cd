/** The private Postgres and Redis that everybody is measured on: durable, and with memory for it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lib, needing, root } from '../product/packages.mjs';

/** Over the embedded server's own settings, which have fsync and synchronous_commit on. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  shared_preload_libraries: 'pg_stat_statements',
};

const { Client } = needing('persistence')('pg');
const { Redis } = needing('queue')('ioredis');

/**
 * Starts both. `databaseUrl` is the owner's, for administration; each contestant makes a database of its own.
 * `pids` names the two for CPU accounting.
 */
export async function startServers() {
  const { startEmbeddedStack, eraseEmbeddedStack } = lib('embedded');
  const stateDir = mkdtempSync(join(tmpdir(), 'maestro-bench-'));
  const cacheDir = join(root, '.maestro', 'cache');
  const stack = await startEmbeddedStack({ stateDir, cacheDir, postgresSettings: SETTINGS });
  const state = JSON.parse(readFileSync(join(stateDir, 'state.json'), 'utf8'));
  const servers = {
    stateDir,
    databaseUrl: stack.databaseUrl,
    redisUrl: stack.redisUrl,
    pids: { postgres: [state.postgres.process.pid], redis: [state.redis.process.pid] },
    urlOf: (database) => withDatabase(stack.databaseUrl, database),
    /** One statement, as the owner, in the named database. */
    sql: (text, database) => ask(withDatabase(stack.databaseUrl, database), text),
    freshDatabase: async (name) => {
      await servers.sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await servers.sql(`CREATE DATABASE ${name}`);
      return servers.urlOf(name);
    },
    hasDatabase: async (name) =>
      (await servers.sql(`SELECT 1 FROM pg_database WHERE datname = '${name}'`)).length > 0,
    flushRedis: () => flush(stack.redisUrl),
    /** Bytes of write-ahead log since the server was made. */
    walBytes: async () => {
      const [row] = await servers.sql(
        `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS bytes`,
      );
      return Number(row.bytes);
    },
    stop: async () => {
      await stack.stop();
      await eraseEmbeddedStack(stateDir);
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return servers;
}

async function ask(url, text) {
  const client = new Client({ connectionString: url, application_name: 'bench-admin' });
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function flush(url) {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}

function withDatabase(url, database) {
  if (!database) return url;
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
