/** Makes a contestant of a peer's module: its workers are processes, forked here, that report over IPC. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pause } from '../measure/clock.mjs';
import { Tally } from '../measure/tally.mjs';

const READY_MS = 60_000;
const STOP_MS = 4_000;

/**
 * `file` is a module of this folder that exports `name`, `guarantee` and
 *
 * - `logless`, optional: it does without Postgres
 * - `reset(context)`: a fresh database, server or both; may return `{ pids, stop }` of a server of its own
 * - `prefill(context, count)`, optional: finished workflows of five steps
 * - `worker(context, report)`: serves work until `stop()`; calls `report.begin(id)` when a first step begins and
 *   `report.end(id)` when the end of a workflow is durable
 * - `client(context)`: `{ submit(kind, id), submitMany(kind, ids), run?(kind, id), stop() }`
 */
export async function peerContestant(file) {
  const module = await import(file);
  return {
    name: module.name,
    guarantee: module.guarantee,
    prefills: module.prefill !== undefined,
    logless: module.logless ?? false,
    open: (servers, options) => open({ servers, module, file }, options),
  };
}

async function open({ servers, module, file }, { workers = 1, prefilled = 0, ...options }) {
  await servers.flushRedis();
  const context = { ...options, ...(await contextOf(servers, module.name)) };
  const server = await module.reset({ ...context, freshDatabase: servers.freshDatabase, sql: servers.sql });
  if (prefilled > 0) await module.prefill({ ...context, sql: servers.sql }, prefilled);
  const tally = new Tally();
  const processes = [];
  const stopAll = async () => {
    await Promise.all(processes.map(stopWorker));
    await server?.stop();
  };
  try {
    for (let index = 0; index < workers; index += 1)
      processes.push(await startWorker(file, { ...context, ...server?.context, index }, tally));
    const sendToWorkers = (kind, ids) =>
      processes.forEach((child, index) =>
        child.send({ run: kind, ids: ids.filter((_, i) => i % processes.length === index) }),
      );
    const client = await module.client({ ...context, ...server?.context, sendToWorkers });
    return {
      ...client,
      tally,
      pids: () => ({ worker: processes.map(({ pid }) => pid), server: server?.pids ?? [] }),
      stop: async () => {
        await Promise.race([Promise.resolve(client.stop()).catch(() => undefined), pause(2_000)]);
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** All that a worker needs to know, as plain data. */
function contextOf(servers, name) {
  const database = `bench_${name.replaceAll(/\W/g, '_')}`;
  return {
    database,
    databaseUrl: servers.urlOf(database),
    redisUrl: servers.redisUrl,
    stateDir: servers.stateDir,
  };
}

async function startWorker(file, context, tally) {
  const child = fork(join(import.meta.dirname, 'worker.mjs'), {
    execArgv: ['--no-deprecation'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  child.once('exit', () => process.off('exit', abandon));
  child.send({ serve: file, context });
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the worker is not ready')), READY_MS);
    child.on('message', ({ ready, events }) => {
      if (events) tally.hear(events);
      if (ready) clearTimeout(timer);
      if (ready) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the worker ended (${code})`)));
  });
  return child;
}

async function stopWorker(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  const ended = once(child, 'exit');
  child.send({ stop: true });
  await ended;
  clearTimeout(timer);
}
