import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { newPassword } from '../password';
import { plainEnvironment } from '../run-command';
import { adoptServer, launchServer, type RunningServer, type Server, type ServerKind } from '../server';
import type { ServerSetup } from '../server-setup';
import { StackError } from '../stack-error';
import { findPostgres, type PostgresBinaries } from './binaries';
import { createCluster, DATABASE, hasCluster, OWNER } from './cluster';
import { dataVersion, preparePostgresHome, type PostgresHome } from './home';
import { settlePidFile } from './stale-pid-file';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

const PING_MS = 2_000;

export const postgresKind: ServerKind = {
  name: 'Postgres',
  url: (port, password) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/${DATABASE}`,
  ping: pingPostgres,
  // What `pg_ctl stop` sends for its modes fast and immediate; a kill costs a recovery at the next start, no more.
  stopSteps: [
    { signal: 'SIGINT', waitMs: 10_000 },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 2_000 },
  ],
};

/** Adopts or starts the private Postgres of a state folder, making its data on the first start. */
export async function startPostgres(setup: ServerSetup): Promise<RunningServer> {
  const server: Server = { kind: postgresKind, slot: setup.stateFile.slot('postgres') };
  const adopted = await adoptServer(server);
  if (adopted) {
    setup.log('Postgres: took over the server an earlier launcher left running.');
    return adopted;
  }
  const remembered = setup.stateFile.state.postgres?.externalHome;
  const home = preparePostgresHome(setup.stateDir, remembered);
  if (remembered && remembered !== home.path) {
    setup.log(`Postgres: the data in ${remembered} is gone, starting with an empty database.`);
  }
  const binaries = await findPostgres(home.path, home.user, dataVersion(home));
  await ensureCluster(setup, home, binaries);
  await settlePidFile(home.data, postgresKind.stopSteps);
  const started = await launchServer(server, {
    logFile: join(setup.stateDir, 'postgres.log'),
    spawn: (port, log) => spawnPostgres({ home, binaries, port, log, settings: setup.postgresSettings }),
  });
  setup.log(`Postgres: ${binaries.version} started.`);
  return started;
}

async function ensureCluster(
  setup: ServerSetup,
  home: PostgresHome,
  binaries: PostgresBinaries,
): Promise<void> {
  const known = setup.stateFile.state.postgres;
  if (hasCluster(home)) {
    if (known) return;
    throw new StackError(
      'state-unusable',
      `The password of the data in ${home.path} is lost: remove that folder to start with an empty database.`,
    );
  }
  const password = known?.password ?? newPassword();
  // Remembered first: data whose password nobody knows would be of no use.
  setup.stateFile.update({
    postgres: { ...known, password, externalHome: home.external ? home.path : undefined },
  });
  setup.log('Postgres: making an empty database.');
  await createCluster(home, binaries, password);
}

interface Spawning {
  home: PostgresHome;
  binaries: PostgresBinaries;
  port: number;
  log: number;
  settings?: Readonly<Record<string, string>>;
}

function spawnPostgres({ home, binaries, port, log, settings }: Spawning) {
  const options = Object.entries({ ...SETTINGS, ...settings, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  return spawn(join(binaries.bin, 'postgres'), ['-D', home.data, ...options], {
    ...home.user,
    cwd: home.data,
    env: plainEnvironment(),
    // Its own session: Ctrl-C in the terminal must not end it before its clients.
    detached: true,
    stdio: ['ignore', log, log],
  });
}

async function pingPostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PING_MS });
  client.on('error', () => undefined);
  await client.connect();
  await client.end();
}
