import type { Plan } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { newId, Tenant } from '@maestro/persistence';
import { WINDOW } from '@maestro/queue';
import {
  admitOverdue,
  cancelRun,
  createAdmission,
  createEngine,
  pauseRun,
  resumeRun,
  startRun,
  type Engine,
  type RunRef,
} from '../src';
import { createHarness, publish, succeed, type Harness } from './harness';
import { violations } from './invariants';

let harness: Harness;
/** Holds everything back that belongs to the tenants named. */
let engine: Engine;
let held: string[];
beforeEach(async () => {
  harness = await createHarness();
  held = [];
  engine = createEngine({ ...harness.engine, held: () => held.map((tenantId) => `${tenantId}/default`) });
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  await harness.close();
});

const wide = (width: number) =>
  planOf(
    Array.from({ length: width }, () => ({})),
    [],
  );

async function newTenant(settings: string): Promise<string> {
  const id = newId();
  await harness.tenants.withTenant(id, async (tx) => {
    await tx.manager.insert(Tenant, { id, name: 'other', env: 'test', egressAllow: [] });
    await tx.manager.query(`UPDATE maestro_tenants SET ${settings} WHERE id = $1`, [id]);
  });
  return id;
}

async function start(tenantId: string, plan: Plan, { runs = 1, priority = 0 } = {}): Promise<RunRef[]> {
  const template = await publish(harness.tenants, tenantId, plan);
  const request = {
    ...template,
    tenantId,
    inputs: {},
    createdBy: 't',
    origin: 'api' as const,
    traceparent: null,
    idempotencyKey: null,
    priority,
  };
  const results = await Promise.all(Array.from({ length: runs }, () => startRun(engine, request)));
  return results.map((result) => ({ tenantId, runId: 'runId' in result ? result.runId : '' }));
}

async function statusesOf(tenantId: string): Promise<Record<string, number>> {
  const rows = await harness.sql<{ status: string; count: number }>(
    'SELECT status::text, count(*)::int AS count FROM maestro_tasks WHERE tenant_id = $1 GROUP BY 1',
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

test('tenants that are over their share take turns, whoever came first and brought most', async () => {
  const [first, second, light, heavier] = [
    await newTenant('weight = 1'),
    await newTenant('weight = 1'),
    await newTenant('weight = 1'),
    await newTenant('weight = 2'),
  ];
  held = [first!, second!, light!, heavier!];
  await start(first!, wide(100), { runs: 30 });
  await start(second!, wide(100), { runs: 20 });
  await start(heavier!, wide(100), { runs: 20 });
  await start(light!, wide(10));
  expect(harness.inbox).toEqual([]);
  const admission = createAdmission(engine);
  const all = [first!, second!, heavier!, light!].sort();
  expect(await admission.round()).toMatchObject({ backlog: true, queues: new Map([['default', all]]) });
  expect(harness.inbox.length).toBeLessThanOrEqual(2_000);
  expect(await statusesOf(light!)).toEqual({ queued: 10 });
  const counts = [await statusesOf(first!), await statusesOf(second!), await statusesOf(heavier!)].map(
    (s) => s['queued'] ?? 0,
  );
  const shares = [counts[0]!, counts[1]!, counts[2]! / 2];
  const sum = shares.reduce((a, b) => a + b, 0);
  expect(sum ** 2 / (3 * shares.reduce((a, b) => a + b * b, 0))).toBeGreaterThan(0.99);
  // The light one has all it wanted: its part is for the others. Nothing was claimed: then there is no more room.
  await admission.round();
  expect(harness.inbox.length).toBeLessThanOrEqual(2_010);
  expect(await admission.round()).toMatchObject({ admitted: 0 });
});

test('what nobody claims of one tenant takes no room from the others', async () => {
  const [stuck, served] = [await newTenant('weight = 1'), await newTenant('weight = 1')];
  held = [stuck!, served!];
  await start(stuck!, wide(100), { runs: 25 });
  await start(served!, wide(100), { runs: 25 });
  const admission = createAdmission(engine);
  const worker = await harness.worker();
  for (let claimed = 0; claimed < 2_000;) {
    // Whatever else a round does: whoever is served has something to be served of.
    await admission.round();
    const own = harness.inbox.splice(0).filter(({ tenantId }) => tenantId === served);
    expect(own.length).toBeGreaterThan(0);
    claimed += (await worker.claim(own)).length;
  }
  const { queued = 0 } = await statusesOf(stuck!);
  expect(queued).toBeLessThanOrEqual(WINDOW.contested / 2);
});

test('within a tenant the highest priority goes first, then the oldest', async () => {
  const [tenant, other] = [await newTenant('weight = 1'), await newTenant('weight = 1')];
  held = [tenant!, other!];
  await start(other!, wide(100), { runs: 15 });
  const old = await start(tenant!, wide(100), { runs: 15 });
  const [urgent] = await start(tenant!, wide(5), { priority: 9 });
  await createAdmission(engine).round();
  expect((await harness.statuses(urgent!)).tasks).toEqual(Array(5).fill('queued'));
  expect((await harness.statuses(old[0]!)).tasks).toEqual(Array(100).fill('queued'));
  expect((await harness.statuses(old[14]!)).tasks).toEqual(Array(100).fill('ready'));
});

test('a tenant with a limit has so many tasks at once, whatever becomes ready', async () => {
  const tenant = await newTenant('max_running_tasks = 3');
  const runs = await start(
    tenant,
    planOf(
      [{}, {}, {}],
      [
        { from: 0, to: 1 },
        { from: 0, to: 2 },
      ],
    ),
    { runs: 4 },
  );
  const admission = createAdmission(engine);
  const worker = await harness.worker();
  for (let turns = 0; turns < 40; turns += 1) {
    await admission.round();
    const { queued = 0, running = 0 } = await statusesOf(tenant);
    expect(queued + running).toBeLessThanOrEqual(3);
    const tasks = await worker.claim(harness.inbox.splice(0));
    const some = tasks.slice(0, 1 + (turns % 3));
    for (const task of some) await worker.finish(task, succeed(), 1);
    for (const task of tasks.slice(some.length)) await worker.finish(task, { kind: 'release' });
    await worker.completer.idle();
  }
  for (const run of runs) expect((await harness.statuses(run)).run).toBe('succeeded');
});

test('what is cancelled leaves the backlog, and what is paused holds up nobody', async () => {
  const tenant = await newTenant('weight = 1');
  held = [tenant];
  const [cancelled] = await start(tenant, wide(3));
  const [paused] = await start(tenant, wide(3));
  const [last] = await start(tenant, wide(3));
  await cancelRun(engine, { ...cancelled!, actor: 'a', reason: null });
  expect(await harness.statuses(cancelled!)).toMatchObject({ run: 'cancelled' });
  await pauseRun(engine, { ...paused!, actor: 'a', reason: null });
  await createAdmission(engine).round();
  expect(new Set(harness.inbox.map(({ runId }) => runId))).toEqual(new Set([last!.runId]));
  await resumeRun(engine, { ...paused!, actor: 'a', reason: null });
  expect(harness.inbox.filter(({ runId }) => runId === paused!.runId)).toHaveLength(3);
});

test('without a leader, a worker admits what has waited too long', async () => {
  const tenant = await newTenant('weight = 1');
  held = [tenant];
  await start(tenant, wide(3));
  expect(await admitOverdue(engine)).toBe(0);
  await harness.advance(16_000);
  expect(await admitOverdue(engine)).toBe(3);
  expect(harness.inbox).toHaveLength(3);
});
