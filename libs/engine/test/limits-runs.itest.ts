import { planOf } from '@maestro/flow/testing';
import {
  cancelRun,
  createEngine,
  rerun,
  startRun,
  startRuns,
  sweepRun,
  type RunRef,
  type StartResult,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { keyed } from './limits-driver';

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());
afterEach(async () => expect(await violations(harness)).toEqual({}));
beforeEach(() => void harness.inbox.splice(0));

type OnBusy = Parameters<typeof keyed>[1];

async function starter(onBusy: OnBusy, limit = 1) {
  const template = await harness.publish(keyed(planOf([{}, {}], [{ from: 0, to: 1 }]), onBusy, { limit }));
  const { tenantId } = harness;
  const request = {
    ...template,
    tenantId,
    inputs: {},
    createdBy: 'test',
    origin: 'api' as const,
    traceparent: null,
    idempotencyKey: null,
  };
  const start = async (priority = 0) => started(await startRun(harness.engine, { ...request, priority }));
  return { request, start };
}

function started(result: StartResult): RunRef & { outcome: string } {
  if (result.outcome === 'key-mismatch') throw new Error('unexpected');
  return { tenantId: harness.tenantId, runId: result.runId, outcome: result.outcome };
}

const statusOf = async (run: RunRef) => (await harness.statuses(run)).run;
const finishAll = async () => (await harness.worker()).drain(() => succeed());
const codeOf = async ({ runId }: RunRef) =>
  (
    await harness.sql<{ code: string }>(`SELECT error ->> 'code' AS code FROM maestro_runs WHERE id = $1`, [
      runId,
    ])
  )[0]?.code;

test('queue: runs wait for a place, the highest priority first, then the oldest', async () => {
  const { start } = await starter('queue');
  const runs = [await start(), await start(), await start(), await start(5)];
  expect(await Promise.all(runs.map(statusOf))).toEqual(['queued', 'pending', 'pending', 'pending']);
  const order: string[] = [];
  await (
    await harness.worker()
  ).drain((task) => {
    if (task.n === 0) order.push(task.run.ref.runId);
    return succeed();
  });
  expect(order).toEqual([0, 3, 1, 2].map((i) => runs[i]!.runId));
  expect(await Promise.all(runs.map(statusOf))).toEqual(Array(4).fill('succeeded'));
});

test('skip: a run that finds no place does not run', async () => {
  const { start } = await starter('skip');
  const [first, second] = [await start(), await start()];
  expect([await statusOf(first), await statusOf(second), await codeOf(second)]).toEqual([
    'queued',
    'cancelled',
    'concurrency-busy',
  ]);
  await finishAll();
  expect(await statusOf(await start())).toBe('queued');
  await finishAll();
});

test('replace: the oldest makes room', async () => {
  const { start } = await starter('replace', 2);
  const [first, second, third] = [await start(), await start(), await start()];
  expect(await Promise.all([first, second, third].map(statusOf))).toEqual(['cancelled', 'queued', 'queued']);
  await finishAll();
});

test('replace: who waits before it is cancelled too, and a running attempt is waited for', async () => {
  const { start } = await starter('replace');
  const worker = await harness.worker();
  const first = await start();
  const [task] = await worker.claim(harness.inbox.splice(0));
  const [second, third] = [await start(), await start()];
  expect(await Promise.all([first, second, third].map(statusOf))).toEqual([
    'running',
    'cancelled',
    'pending',
  ]);
  await worker.finish(task!, { kind: 'cancelled' });
  await worker.completer.idle();
  expect(await statusOf(third)).toBe('queued');
  await finishAll();
});

test('coalesce: a run joins the one that waits', async () => {
  const { start } = await starter('coalesce');
  const [first, second, third] = [await start(), await start(), await start()];
  expect(third).toMatchObject({ outcome: 'coalesced', runId: second.runId });
  expect(await Promise.all([first, second].map(statusOf))).toEqual(['queued', 'pending']);
  const rows = await harness.sql<{ status: string }>(
    `SELECT status FROM maestro_runs WHERE error ->> 'code' = 'coalesced'`,
  );
  expect(rows).toEqual([{ status: 'cancelled' }]);
  await finishAll();
  expect(await statusOf(second)).toBe('succeeded');
});

test('a held run that is cancelled, or whose starter died, holds up nobody', async () => {
  const { start } = await starter('queue');
  const [first, second, third] = [await start(), await start(), await start()];
  await cancelRun(harness.engine, { ...second, actor: 'a', reason: null });
  expect(await harness.statuses(second)).toEqual({ run: 'cancelled', tasks: ['skipped', 'skipped'] });
  await cancelRun(harness.engine, { ...first, actor: 'a', reason: null });
  expect(await statusOf(third)).toBe('queued');
  await finishAll();
});

test('the sweep lets a run begin whose place nobody passed on', async () => {
  const { start } = await starter('queue');
  const [first, second] = [await start(), await start()];
  await harness.sql(`DELETE FROM maestro_slots WHERE run_id = $1`, [first.runId]);
  await harness.sql(`UPDATE maestro_slot_keys SET held = 0 WHERE tenant_id = $1 AND key LIKE 'run/%'`, [
    harness.tenantId,
  ]);
  const worker = await harness.worker();
  await sweepRun(harness.engine, worker.completer, second);
  expect(await statusOf(second)).toBe('queued');
  await finishAll();
});

test('a run that repeats another shares its places', async () => {
  const { start } = await starter('queue');
  const done = await start();
  await finishAll();
  const busy = await start();
  const request = { actor: 'a', traceparent: null, dryRun: false, mode: 'rerun' as const };
  const again = await rerun(harness.engine, { ...done, ...request });
  const repeated = { tenantId: harness.tenantId, runId: again.runId! };
  expect(await statusOf(repeated)).toBe('pending');
  await finishAll();
  expect(await Promise.all([busy, repeated].map(statusOf))).toEqual(['succeeded', 'succeeded']);
});

test('many starts at once take no more places than there are', async () => {
  const { request } = await starter('queue', 3);
  const runs = (await startRuns(harness.engine, Array(20).fill(request))).map(started);
  const begun = (await Promise.all(runs.map(statusOf))).filter((status) => status === 'queued');
  expect(begun).toHaveLength(3);
  await finishAll();
  expect(new Set(await Promise.all(runs.map(statusOf)))).toEqual(new Set(['succeeded']));
});

test('a tenant with a limit may have so many open runs', async () => {
  const harness2 = await createHarness();
  try {
    await harness2.tenants.withTenant(harness2.tenantId, (tx) =>
      tx.manager.query('UPDATE maestro_tenants SET max_open_runs = 2 WHERE id = $1', [harness2.tenantId]),
    );
    const plan = planOf([{}], []);
    await harness2.start(plan);
    await harness2.start(plan);
    await expect(harness2.start(plan)).rejects.toMatchObject({ code: 'quota-exceeded' });
    await (await harness2.worker()).drain(() => succeed());
    await harness2.start(plan);
  } finally {
    await harness2.close();
  }
});

test('starts of several processes at once do not pass that limit', async () => {
  const own = await createHarness();
  try {
    await own.tenants.withTenant(own.tenantId, (tx) =>
      tx.manager.query('UPDATE maestro_tenants SET max_open_runs = 3 WHERE id = $1', [own.tenantId]),
    );
    const template = await own.publish(planOf([{}], []));
    const about = {
      tenantId: own.tenantId,
      inputs: {},
      createdBy: 'test',
      traceparent: null,
      idempotencyKey: null,
    };
    const { database, dispatcher, artifacts } = own.engine;
    const engines = Array.from({ length: 5 }, () => createEngine({ database, dispatcher, artifacts }));
    const answers = await Promise.allSettled(
      engines.flatMap((engine) =>
        [1, 2, 3].map(() => startRun(engine, { ...template, ...about, origin: 'api' })),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(['quota-exceeded']));
  } finally {
    await own.close();
  }
});
