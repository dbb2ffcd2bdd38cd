/**
 * Restate: the single-node server from npm, with its own log and RocksDB, no Postgres. The worker is an HTTP/2
 * endpoint whose steps are journalled. Four partitions and 512 MB for RocksDB, as for one small machine.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '../measure/clock.mjs';
import { inChunks, lengths } from './in-chunks.mjs';
import { callerOf } from './json-http.mjs';

export const name = 'restate';
export const guarantee = "each step in Restate's own replicated log on one node before the next; no Postgres";
/** Writes no log of Postgres: there is nothing to compare. */
export const logless = true;

export async function reset({ stateDir }) {
  const dir = mkdtempSync(join(stateDir, 'restate-'));
  const [ingress, admin, node] = await freePorts(3);
  const config = join(dir, 'restate.toml');
  writeFileSync(config, configuration({ ingress, admin, node }));
  const child = spawn(
    serverBinary(),
    ['--config-file', config, '--node-name', 'n1', '--base-dir', join(dir, 'data'), '--no-logo'],
    {
      env: {
        PATH: process.env.PATH,
        RUST_LOG: 'error',
        DO_NOT_TRACK: '1',
        RESTATE_DISABLE_TELEMETRY: 'true',
      },
      stdio: ['ignore', openSync(join(dir, 'out.log'), 'w'), openSync(join(dir, 'err.log'), 'w')],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const call = callerOf(admin);
  const answers = () =>
    child.exitCode === null &&
    call('GET', '/health').then(
      () => true,
      () => false,
    );
  await until(answers, { what: 'the Restate server', timeoutMs: 30_000, everyMs: 100 });
  return {
    pids: [child.pid],
    context: { ingress, admin },
    stop: async () => {
      kill();
      process.off('exit', kill);
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The program of this platform, which is a dependency of the server's package. */
function serverBinary() {
  const require = createRequire(
    createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json'),
  );
  const platform = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return join(require.resolve(`${platform}/package.json`), '../bin/restate-server');
}

function configuration({ ingress, admin, node }) {
  return `default-num-partitions = 4
rocksdb-total-memory-size = "512.0 MiB"
bind-address = "127.0.0.1:${node}"
advertised-address = "http://127.0.0.1:${node}/"
listen-mode = "tcp"
disable-telemetry = true
[admin]
bind-address = "127.0.0.1:${admin}"
[ingress]
bind-address = "127.0.0.1:${ingress}"
`;
}

export async function worker({ admin, index }, report) {
  process.env.RESTATE_LOGGING = 'ERROR';
  // The SDK calls it, and Node 20 lacks it.
  Promise.withResolvers ??= function withResolvers() {
    let resolve;
    let reject;
    const promise = new Promise((...both) => ([resolve, reject] = both));
    return { promise, resolve, reject };
  };
  const restate = await import('@restatedev/restate-sdk');
  const service = restate.service({ name: 'bench', handlers: handlers(restate, report) });
  const [port] = await freePorts(1);
  await restate.serve({ services: [service], port });
  if (index === 0)
    await callerOf(admin)('POST', '/deployments', { uri: `http://127.0.0.1:${port}`, force: true });
  return { stop: () => Promise.resolve() };
}

function handlers({ RestatePromise }, report) {
  const chain = (length) => async (ctx, id) => {
    report.begin(id);
    for (let i = 0; i < length; i += 1) await ctx.run(`s${i}`, () => ({ k: i }));
    report.end(id);
    return { ok: true };
  };
  const fan100 = async (ctx, id) => {
    await ctx.run('first', () => ({ k: 0 }));
    await RestatePromise.all(Array.from({ length: 100 }, (_, i) => ctx.run(`p${i}`, () => ({ k: i }))));
    await ctx.run('last', () => ({ k: 1 }));
    report.end(id);
    return { ok: true };
  };
  return { ...Object.fromEntries(Object.entries(lengths).map(([kind, n]) => [kind, chain(n)])), fan100 };
}

export async function client({ ingress }) {
  const call = callerOf(ingress);
  const submit = (kind, id) => call('POST', `/bench/${kind}/send`, id);
  return {
    submit,
    submitMany: (kind, ids) => inChunks(ids, { size: 1, atOnce: 48 }, ([id]) => submit(kind, id)),
    run: (kind, id) => call('POST', `/bench/${kind}`, id),
    stop: () => Promise.resolve(),
  };
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
