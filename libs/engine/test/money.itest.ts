import type { NodeCost, Usage } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { findRun, insertOrchestra, listCosts, listTasks, newId } from '@maestro/persistence';
import {
  budgetKey,
  cancelRun,
  explainRun,
  passBudget,
  reserveMoney,
  rescueLost,
  settleLate,
  startRun,
  sweepRun,
  wakeTimers,
} from '../src';
import { createHarness, publish, type Harness } from './harness';
import { violations } from './invariants';
import { account, begin, claimAndBegin, costing, end, open } from './money-driver';

let harness: Harness;
beforeEach(async () => (harness = await createHarness()));
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
  await harness.close();
});

const one = (cost: string | Partial<NodeCost> = '1.00 USD') => planOf([costing(cost)], []);
const ledger = () =>
  harness.sql<{ amount: number; flags: string[]; entry: string }>(
    'SELECT amount::float8 AS amount, flags, entry FROM maestro_cost_entries ORDER BY at, entry DESC',
  );

test('what an attempt may cost is reserved first, and settled by what it used', async () => {
  const id = await open(harness, { cap: 3_000_000 });
  const worker = await harness.worker();
  const run = await harness.start(one());
  const [task] = await claimAndBegin(harness, worker);
  expect(await account(harness, id)).toMatchObject({ spent: 0, reserved: 1_000_000 });
  // The answer was lost: it asks again, and is granted once.
  expect(await begin(harness, worker, task!)).toBe(true);
  await end(worker, task!, { bill: { kind: 'amount', micros: 250_000.2 } });
  expect(await account(harness, id)).toMatchObject({ spent: 250_001, reserved: 0 });
  expect(await ledger()).toEqual([{ amount: 250_001, flags: [], entry: 'settled' }]);
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

test('what the money does not reach for waits, says why, and goes on when some comes back', async () => {
  const id = await open(harness, { cap: 2_500_000 });
  const worker = await harness.worker();
  const runs = [await harness.start(one()), await harness.start(one()), await harness.start(one())];
  const begun = await claimAndBegin(harness, worker);
  expect(begun).toHaveLength(2);
  const parked = runs.find(({ runId }) => !begun.some(({ run }) => run.ref.runId === runId))!;
  const explained = await explainRun(harness.engine, { ...parked, after: null, limit: 10 });
  expect(explained?.tasks[0]).toMatchObject({
    code: 'BUDGET',
    blocking: { type: 'budget', detail: { needed: '1.00 USD', cap: '2.50 USD', reserved: '2.00 USD' } },
  });
  await end(worker, begun[0]!, { bill: { kind: 'amount', micros: 100_000 } });
  const [last] = await claimAndBegin(harness, worker);
  expect(last).toMatchObject({ run: { ref: parked }, attempt: 1 });
  await end(worker, last!, { bill: { kind: 'fixed' } });
  await end(worker, begun[1]!, { bill: { kind: 'nothing' } });
  expect(await account(harness, id)).toMatchObject({ spent: 1_100_000, reserved: 0 });
});

test('a top-up lets those that wait go on, as many as it reaches for', async () => {
  const id = await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  for (let i = 0; i < 4; i += 1) await harness.start(one());
  const [first, ...none] = await claimAndBegin(harness, worker);
  expect(none).toEqual([]);
  await end(worker, first!, { bill: { kind: 'fixed' } });
  expect(harness.inbox).toEqual([]);
  await harness.sql('UPDATE maestro_budgets SET cap = cap + 2000000 WHERE id = $1', [id]);
  await passBudget(harness.engine, harness.tenantId, budgetKey(id));
  expect(harness.inbox).toHaveLength(2);
  for (const task of await claimAndBegin(harness, worker))
    await end(worker, task, { bill: { kind: 'fixed' } });
  expect(await account(harness, id)).toMatchObject({ cap: 3_000_000, spent: 3_000_000, reserved: 0 });
});

test('E113 a worst case above the whole cap fails before anything is done', async () => {
  await open(harness, { cap: 999_999 });
  const worker = await harness.worker();
  const run = await harness.start(one());
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  const [row] = await harness.sql<{ error: { code: string } }>(
    'SELECT error FROM maestro_tasks WHERE run_id = $1',
    [run.runId],
  );
  expect(row?.error.code).toBe('budget-exceeded');
});

test.each<[Usage, number, string[]]>([
  [{ kind: 'amount', micros: -1 }, 1_000_000, ['impossible']],
  [{ kind: 'amount', micros: NaN }, 1_000_000, ['impossible']],
  [{ kind: 'amount', micros: Infinity }, 1_000_000, ['impossible']],
  [{ kind: 'amount', micros: 1_000_001 }, 1_000_000, ['impossible']],
  [{ kind: 'unknown' }, 1_000_000, ['assumed']],
  [{ kind: 'amount', micros: 0 }, 0, []],
  [{ kind: 'amount', micros: 1_000_000 }, 1_000_000, []],
])('usage of %j settles at %d', async (bill, amount, flags) => {
  const id = await open(harness, { cap: 5_000_000 });
  const worker = await harness.worker();
  await harness.start(one());
  const [task] = await claimAndBegin(harness, worker);
  await end(worker, task!, { bill });
  expect(await ledger()).toEqual([{ amount, flags, entry: 'settled' }]);
  expect(await account(harness, id)).toMatchObject({ spent: amount, reserved: 0 });
});

test('an attempt that dies settles at its worst case; proof may lower it once, and never raise it', async () => {
  const id = await open(harness, { cap: 5_000_000 });
  const worker = await harness.worker();
  const run = await harness.start(one());
  const [task] = await claimAndBegin(harness, worker);
  await harness.advance(60_000);
  await rescueLost(harness.engine);
  expect(await account(harness, id)).toMatchObject({ spent: 1_000_000, reserved: 0 });
  // Its own late end changes nothing but what was assumed of it.
  expect(await end(worker, task!, { bill: { kind: 'amount', micros: 300_000 } })).toBe('already');
  expect(await account(harness, id)).toMatchObject({ spent: 300_000, reserved: 0 });
  const late = { run, n: 0, token: task!.token };
  await settleLate(harness.engine, { ...late, usage: { kind: 'amount', micros: 100 } });
  await settleLate(harness.engine, { ...late, usage: { kind: 'amount', micros: 5_000_000 } });
  expect(await ledger()).toEqual([
    { amount: 1_000_000, flags: ['assumed'], entry: 'settled' },
    { amount: -700_000, flags: ['adjusted'], entry: 'adjusted' },
  ]);
  const other = await harness.worker('other');
  const [again] = await claimAndBegin(harness, other);
  await end(other, again!, { bill: { kind: 'fixed' } });
  expect(await account(harness, id)).toMatchObject({ spent: 1_300_000, reserved: 0 });
});

test('every account up the tree has its say: run, parent run, template, tenant', async () => {
  const tenant = await open(harness, { cap: 10_000_000 });
  const worker = await harness.worker();
  const parent = await harness.start({ ...one(), budget: { cap: 1_500_000 } });
  const [task] = await claimAndBegin(harness, worker);
  const child = await publish(harness.tenants, harness.tenantId, one('0.60 USD'));
  await open(harness, { cap: 8_000_000, scope: 'template', subject: child.templateId });
  const start = {
    ...child,
    ...({
      tenantId: harness.tenantId,
      inputs: {},
      createdBy: 'test',
      origin: 'subflow',
      traceparent: null,
    } as const),
  };
  await startRun(harness.engine, {
    ...{ ...start, idempotencyKey: null },
    parent: { runId: parent.runId, n: 0, attempt: 1, depth: 1, deadlineAt: null, effectRun: parent.runId },
  });
  // 1.00 of 1.50 is the parent's own: 0.60 of its child do not fit any more.
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  await end(worker, task!, { bill: { kind: 'amount', micros: 200_000 } });
  const [paid] = await claimAndBegin(harness, worker);
  expect(paid).toBeDefined();
  await end(worker, paid!, { bill: { kind: 'fixed' } });
  const spent = await harness.sql<{ scope: string; spent: number }>(
    'SELECT scope, spent::float8 AS spent FROM maestro_budgets ORDER BY scope, spent',
  );
  expect(spent).toEqual([
    { scope: 'run', spent: 800_000 },
    { scope: 'template', spent: 600_000 },
    { scope: 'tenant', spent: 800_000 },
  ]);
  expect(await account(harness, tenant)).toMatchObject({ reserved: 0 });
});

test('the money of an orchestra is for all its runs, those that they start included', async () => {
  const worker = await harness.worker();
  const template = await harness.publish(one());
  const orchestra = { id: newId(), name: 'Leads', tag: 'Outreach' as const };
  const fields = { description: '', inputs: {}, labels: {}, secretBindings: {}, cron: null, timeZone: 'UTC' };
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    insertOrchestra(
      tx,
      { ...orchestra, ...fields, schedule: {}, enabled: false, templateId: template.templateId },
      { actor: 'key:ann', subject: null },
    ),
  );
  const id = await open(harness, { cap: 1_500_000, scope: 'orchestra', subject: orchestra.id });
  const request = {
    ...template,
    ...({ tenantId: harness.tenantId, inputs: {}, createdBy: 'k', origin: 'run-now' } as const),
    ...{ traceparent: null, idempotencyKey: null },
  };
  const first = await startRun(harness.engine, { ...request, orchestra });
  if (first.outcome !== 'started') throw new Error('unexpected');
  const parent = { runId: first.runId, n: 0, attempt: 1, depth: 1, deadlineAt: null, effectRun: first.runId };
  await startRun(harness.engine, { ...request, orchestra, origin: 'subflow', parent });
  await startRun(harness.engine, request);
  const begun = await claimAndBegin(harness, worker);
  expect(begun).toHaveLength(2);
  expect(await account(harness, id)).toMatchObject({ reserved: 1_000_000 });
  for (const task of begun) await end(worker, task, { bill: { kind: 'amount', micros: 400_000 } });
  for (const task of await claimAndBegin(harness, worker))
    await end(worker, task, { bill: { kind: 'fixed' } });
  expect(await account(harness, id)).toMatchObject({ spent: 1_400_000, reserved: 0 });
  const costs = await harness.tenants.withTenant(harness.tenantId, (tx) =>
    listCosts(tx, { groups: ['orchestra'], from: new Date(0), to: new Date('9999-01-01'), limit: 9 }),
  );
  expect(costs).toEqual([
    expect.objectContaining({ orchestraId: orchestra.id, micros: 1_400_000, attempts: 2 }),
    expect.objectContaining({ orchestraId: null, micros: 400_000, attempts: 1 }),
  ]);
});

test('a start may ask for less than its template allows, and a run that is not made leaves no account', async () => {
  const plan = { ...one(), budget: { cap: 2_000_000 } };
  const template = await harness.publish(plan);
  const request = {
    ...template,
    ...({
      tenantId: harness.tenantId,
      inputs: {},
      createdBy: 'k',
      origin: 'api',
      traceparent: null,
    } as const),
  };
  const first = await startRun(harness.engine, { ...request, idempotencyKey: 'same', budget: 1_000_000 });
  await startRun(harness.engine, { ...request, idempotencyKey: 'same', budget: 1_000_000 });
  await startRun(harness.engine, { ...request, idempotencyKey: null, budget: 9_000_000 });
  const caps = await harness.sql<{ cap: number; subject: string }>(
    'SELECT cap::float8 AS cap, subject FROM maestro_budgets ORDER BY cap',
  );
  expect(caps.map(({ cap }) => cap)).toEqual([1_000_000, 2_000_000]);
  expect(caps[0]).toMatchObject({ subject: 'runId' in first && first.runId });
});

test('a budget that waits for no money waits for what others have reserved, and fails what it cannot reach for', async () => {
  const worker = await harness.worker();
  const plan = planOf([costing('1.00 USD'), costing('1.00 USD'), costing('1.00 USD')], []);
  const run = await harness.start({ ...plan, budget: { cap: 2_500_000, on_exhausted: 'fail' } });
  const begun = await claimAndBegin(harness, worker);
  expect([begun.length, (await harness.statuses(run)).tasks]).toEqual([
    2,
    expect.arrayContaining(['waiting']),
  ]);
  // Less than was feared: the third may begin.
  await end(worker, begun[0]!, { bill: { kind: 'amount', micros: 250_000 } });
  const [third] = await claimAndBegin(harness, worker);
  await end(worker, begun[1]!, { bill: { kind: 'fixed' } });
  await end(worker, third!, { bill: { kind: 'fixed' } });
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

test('a budget that waits for no money ends who waited for it, once nothing can come back', async () => {
  const worker = await harness.worker();
  const plan = planOf([costing('1.00 USD'), costing('1.00 USD')], []);
  const run = await harness.start({ ...plan, budget: { cap: 1_500_000, on_exhausted: 'fail' } });
  const [first] = await claimAndBegin(harness, worker);
  await end(worker, first!, { bill: { kind: 'fixed' } });
  await harness.advance(6_000);
  await wakeTimers(harness.engine, 10);
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  const [failed] = await harness.sql<{ error: { code: string; detail: string } }>(
    'SELECT error FROM maestro_tasks WHERE run_id = $1 AND error IS NOT NULL',
    [run.runId],
  );
  expect(failed?.error).toMatchObject({ code: 'budget-exceeded' });
  expect(failed?.error.detail).toContain(
    '1.00 USD of 1.50 USD are spent, and the next attempt may cost 1.00 USD.',
  );
});

test('a period ends at local midnight: what waited goes on, and what is over counts no more', async () => {
  const id = await open(harness, { cap: 1_000_000, period: 'day', timezone: 'Asia/Tokyo' });
  const worker = await harness.worker();
  await harness.start(one());
  await harness.start(one());
  const [task] = await claimAndBegin(harness, worker);
  await end(worker, task!, { bill: { kind: 'fixed' } });
  await wakeTimers(harness.engine);
  expect(harness.inbox).toEqual([]);
  const [row] = await harness.sql<{ ms: number; hour: number }>(
    `SELECT extract(epoch FROM period_end - maestro_now())::float8 * 1000 AS ms,
            extract(hour FROM period_end AT TIME ZONE 'Asia/Tokyo')::int AS hour FROM maestro_budgets`,
  );
  expect(row?.hour).toBe(0);
  await harness.advance(row!.ms + 1_000);
  await wakeTimers(harness.engine);
  const second = await harness.worker('second');
  const [next] = await claimAndBegin(harness, second);
  expect(await account(harness, id)).toMatchObject({ spent: 0, reserved: 1_000_000 });
  await end(second, next!, { bill: { kind: 'amount', micros: 400_000 } });
  expect(await account(harness, id)).toMatchObject({ spent: 400_000, reserved: 0 });
});

test('tokens cost what the price said when they were reserved; without one a model is refused', async () => {
  const id = await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  const price = (version: number, nanos: number) =>
    harness.tenants.withTenant(harness.tenantId, (tx) =>
      tx.query(
        `INSERT INTO maestro_prices (tenant_id, model, version, input_nanos, output_nanos, call_nanos, created_by)
         VALUES ($1, 'm', $2, $3, 6000, 500, 'test')`,
        [harness.tenantId, version, nanos],
      ),
    );
  const model = { model: 'm', max_input_tokens: 1_000, max_output_tokens: 100 };
  const refused = await harness.start(one(model));
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  const [row] = await harness.sql<{ error: { code: string } }>(
    'SELECT error FROM maestro_tasks WHERE run_id = $1',
    [refused.runId],
  );
  expect(row?.error.code).toBe('unknown-model');

  await price(1, 1500);
  const summary = '${{ compact(run.tokens * 450) }} tokens · ${{ dollars(run.cost_cents * 2000) }}';
  const run = await harness.start({ ...one(model), summary });
  const [task] = await claimAndBegin(harness, worker);
  // 1,000 × 1.5 + 100 × 6 + 0.5 thousandths, rounded up.
  expect(await account(harness, id)).toMatchObject({ reserved: 2_101 });
  await price(2, 900_000);
  await end(worker, task!, { bill: { kind: 'tokens', input: 11, output: 1 } });
  expect(await account(harness, id)).toMatchObject({ spent: 23, reserved: 0 });
  const [pinned] = await harness.sql('SELECT model, price_version, usage FROM maestro_cost_entries');
  await worker.completer.idle();
  const [line] = await harness.sql('SELECT summary FROM maestro_runs WHERE id = $1', [run.runId]);
  expect(line).toEqual({ summary: '5.4K tokens · $0.05' });
  const [shown, step] = await harness.tenants.withTenant(harness.tenantId, async (tx) => [
    await findRun(tx, run.runId),
    (await listTasks(tx, { runId: run.runId, after: null, limit: 1 })).rows[0],
  ]);
  expect(shown).toMatchObject({ tokens: 12, costMicros: 23 });
  expect(step).toMatchObject({ tokens: 12, costMicros: 23, model: 'm' });
  expect(pinned).toEqual({ model: 'm', price_version: 1, usage: { kind: 'tokens', input: 11, output: 1 } });
});

test('where policy says so of one attempt, a declared worst case stands in for a price', async () => {
  const id = await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  await harness.start(one());
  const [task] = await worker.claim(harness.inbox.splice(0));
  const worst = { model: 'new', maxInputTokens: 1, maxOutputTokens: 1, declaredMicros: 300_000 };
  await expect(reserveMoney(harness.engine, task!, worst)).rejects.toMatchObject({ code: 'unknown-model' });
  expect(await reserveMoney(harness.engine, task!, { ...worst, trusting: true })).toBe('granted');
  expect(await account(harness, id)).toMatchObject({ reserved: 300_000 });
  await end(worker, task!, { bill: { kind: 'unknown' } });
});

test('where the tenant takes it, a declared worst case stands in for a price', async () => {
  const id = await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    tx.query(`UPDATE maestro_tenants SET unknown_models = 'declared'`),
  );
  await harness.start(
    one({ model: 'new', max_input_tokens: 1, max_output_tokens: 1, worst_case: '0.30 USD' }),
  );
  const [task] = await claimAndBegin(harness, worker);
  await end(worker, task!, { bill: { kind: 'tokens', input: 1, output: 1 } });
  expect(await account(harness, id)).toMatchObject({ spent: 300_000, reserved: 0 });
  expect(await ledger()).toEqual([{ amount: 300_000, flags: ['assumed'], entry: 'settled' }]);
});

test('a run that winds down gives its place in the line up', async () => {
  await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  await harness.start(one());
  const waiting = await harness.start(one());
  const [task] = await claimAndBegin(harness, worker);
  await cancelRun(harness.engine, { ...waiting, actor: 'a', reason: null });
  await sweepRun(harness.engine, worker.completer, waiting);
  await worker.completer.idle();
  expect(await harness.statuses(waiting)).toEqual({ run: 'cancelled', tasks: ['cancelled'] });
  await end(worker, task!, { bill: { kind: 'fixed' } });
});

test('while the kill switch is on no attempt that costs money begins; then those that waited do', async () => {
  const id = await open(harness, { cap: 1_000_000 });
  const worker = await harness.worker();
  const run = await harness.start(one('0.10 USD'));
  const stop = (word: string) =>
    harness.tenants.withTenant(harness.tenantId, (tx) =>
      tx.query('UPDATE maestro_tenants SET spending = $1', [word]),
    );
  await stop('stop_spending');
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  const explained = await explainRun(harness.engine, { ...run, after: null, limit: 10 });
  expect(explained?.tasks[0]).toMatchObject({
    code: 'BUDGET',
    message: expect.stringContaining('kill switch'),
  });
  await stop('on');
  await passBudget(harness.engine, harness.tenantId, 'budget/stop');
  const [task] = await claimAndBegin(harness, worker);
  await end(worker, task!, { bill: { kind: 'fixed' } });
  expect(await account(harness, id)).toMatchObject({ spent: 100_000 });
});
