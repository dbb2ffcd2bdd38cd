/**
 * DBOS Transact: durable workflows on Postgres. A step's result is committed before the next step begins.
 * The queue is polled every 10 ms rather than every second, its worker may run 100 workflows at once, and the pool
 * has 20 connections; admin server and tracing are off.
 */
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { execFileSync } from 'node:child_process';
import { inChunks, lengths } from './in-chunks.mjs';

const QUEUE = 'steps';
const AT_ONCE = { queue: 100, direct: 50 };
const POOL = 20;

const configuration = (url) => ({
  name: 'bench',
  systemDatabaseUrl: url,
  systemDatabasePoolSize: POOL,
  logLevel: 'error',
  runAdminServer: false,
});

export async function reset({ database, freshDatabase }) {
  await freshDatabase(database);
}

export async function prefill({ database, databaseUrl, sql }, count) {
  makeSchema(databaseUrl);
  await sql(
    `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, inputs, output, executor_id, application_version,
                                       queue_name, created_at, updated_at, started_at_epoch_ms, recovery_attempts,
                                       priority, application_name)
     SELECT gen_random_uuid()::text, 'SUCCESS', 'chain5', '{"json":[["x"]]}', '{"json":{"ok":true}}', 'old', 'v1',
            '${QUEUE}', at, at + 100, at + 50, 1, 0, 'bench'
     FROM (SELECT (extract(epoch FROM now()) * 1000)::bigint - 86400000 + i AS at
           FROM generate_series(1, ${count}) AS i) AS moment`,
    database,
  );
  await sql(
    `INSERT INTO dbos.operation_outputs (workflow_uuid, function_id, function_name, output, started_at_epoch_ms,
                                         completed_at_epoch_ms)
     SELECT workflow_uuid, k, 's' || k, '{"json":{"k":1}}', created_at, created_at + 10
     FROM dbos.workflow_status, generate_series(0, 4) AS k`,
    database,
  );
  await sql('VACUUM ANALYZE', database);
}

/** The first launch makes the schema; a process of its own, since DBOS is launched once in a process. */
function makeSchema(url) {
  const script = `
    import { DBOS } from '@dbos-inc/dbos-sdk';
    DBOS.setConfig(${JSON.stringify(configuration(url))});
    await DBOS.launch();
    await DBOS.shutdown();
    process.exit(0);`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: 'ignore',
  });
}

export async function worker({ databaseUrl, index, direct }, report) {
  DBOS.setConfig({
    ...configuration(databaseUrl),
    executorID: `w${index}`,
    applicationVersion: 'v1',
    tracingEnabled: false,
  });
  // Started here, the end is known when the result is; from the queue, when the function returns.
  const ended = direct ? () => undefined : report.end;
  const workflows = Object.fromEntries(
    Object.entries(functions(report.begin, ended)).map(([name, run]) => [
      name,
      DBOS.registerWorkflow(run, { name }),
    ]),
  );
  await DBOS.launch();
  if (!direct)
    await DBOS.registerQueue(QUEUE, { workerConcurrency: AT_ONCE.queue, minPollingIntervalMs: 10 });
  return { startHere: starter(workflows, report.end), stop: () => DBOS.shutdown() };
}

function functions(begin, end) {
  const step = (name, value) => DBOS.runStep(() => Promise.resolve({ k: value }), { name });
  const chain = (length) => async (id) => {
    begin(id);
    for (let i = 0; i < length; i += 1) await step(`s${i}`, i);
    end(id);
    return { ok: true };
  };
  const fan100 = async (id) => {
    begin(id);
    await step('first', 0);
    await Promise.all(Array.from({ length: 100 }, (_, i) => step(`p${i}`, i)));
    await step('last', 1);
    end(id);
    return { ok: true };
  };
  return { ...Object.fromEntries(Object.entries(lengths).map(([kind, n]) => [kind, chain(n)])), fan100 };
}

/** Starts workflows in this process, so many at once. */
function starter(workflows, end) {
  const waiting = [];
  let active = 0;
  const next = async () => {
    const [kind, id] = waiting.shift();
    active += 1;
    const handle = await DBOS.startWorkflow(workflows[kind])(id);
    await handle.getResult();
    end(id);
    active -= 1;
    if (waiting.length > 0) await next();
  };
  return (kind, id) => {
    waiting.push([kind, id]);
    if (active < AT_ONCE.direct) void next();
  };
}

export async function client({ databaseUrl, direct, sendToWorkers }) {
  if (direct) {
    return {
      submit: (kind, id) => Promise.resolve(sendToWorkers(kind, [id])),
      submitMany: (kind, ids) => Promise.resolve(sendToWorkers(kind, ids)),
      stop: () => Promise.resolve(),
    };
  }
  const dbos = await DBOSClient.create({
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: POOL,
    applicationName: 'bench',
  });
  const submit = (kind, id) => dbos.enqueue({ workflowName: kind, queueName: QUEUE }, id);
  return {
    submit,
    submitMany: (kind, ids) => inChunks(ids, { size: 1, atOnce: POOL }, ([id]) => submit(kind, id)),
    stop: () => dbos.destroy(),
  };
}
