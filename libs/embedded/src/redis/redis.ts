import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPassword } from '../password';
import { adoptServer, launchServer, type RunningServer, type Server, type ServerKind } from '../server';
import type { ServerSetup } from '../server-setup';
import { findRedis } from './binaries';
import { withRedis } from './client';

export const redisKind: ServerKind = {
  name: 'Redis',
  url: (port, password) => `redis://:${password}@127.0.0.1:${port}/0`,
  ping: (url) => withRedis(url, () => Promise.resolve()),
  // With no snapshots configured, SIGTERM is SHUTDOWN NOSAVE: the append-only file is flushed and synced.
  stopSteps: [
    { signal: 'SIGTERM', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 2_000 },
  ],
};

/** Adopts or starts the private Redis of a state folder. */
export async function startRedis(setup: ServerSetup): Promise<RunningServer> {
  const { stateDir, cacheDir, stateFile, log } = setup;
  const server: Server = { kind: redisKind, slot: stateFile.slot('redis') };
  const adopted = await adoptServer(server);
  if (adopted) {
    log('Redis: took over the server an earlier launcher left running.');
    return adopted;
  }
  const { program, version, env } = await findRedis(cacheDir, log);
  const known = stateFile.state.redis;
  const password = known?.password ?? newPassword();
  stateFile.update({ redis: { ...known, password } });
  const home = join(stateDir, 'redis');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const config = join(home, 'redis.conf');
  const started = await launchServer(server, {
    logFile: join(stateDir, 'redis.log'),
    spawn: (port, output) => {
      // A file, since arguments can be read by every user of the machine.
      writeFileSync(config, redisConfig({ port, password, home }), { mode: 0o600 });
      return spawn(program, [config], { cwd: home, env, detached: true, stdio: ['ignore', output, output] });
    },
  });
  log(`Redis: ${version} started.`);
  return started;
}

/** Durable enough for a ready-list (at most a second is lost), and never evicting. */
export function redisConfig(options: { port: number; password: string; home: string }): string {
  return `bind 127.0.0.1
port ${options.port}
requirepass ${options.password}
dir "${options.home.replaceAll(/["\\]/g, '\\$&')}"
daemonize no
save ""
appendonly yes
maxmemory-policy noeviction
`;
}
