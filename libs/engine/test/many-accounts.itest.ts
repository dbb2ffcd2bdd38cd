import { planOf } from '@maestro/flow/testing';
import { Client } from 'pg';
import { reserveMoney } from '../src';
import { createHarness, type Harness } from './harness';
import { account, costing, end, open } from './money-driver';

// A tenant has as many accounts as it has runs with a budget: money is found by keys. Before anybody has counted the rows an index may be read
// from end to end, but never once for each account.

const ACCOUNTS = 300;
/** How the engine's connections plan. */
const SETTINGS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_mergejoin=off';

let harness: Harness;
let owner: Client;
beforeAll(async () => {
  harness = await createHarness();
  owner = new Client({ connectionString: harness.ownerUrl, options: SETTINGS });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await harness.close();
});

test('what is paid by the call is paid for each, up to as many as were reserved', async () => {
  const id = await open(harness, { cap: 9_000_000 });
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    tx.query(
      `INSERT INTO maestro_prices (tenant_id, model, version, input_nanos, output_nanos, call_nanos, created_by)
       VALUES ($1, 'm', 1, 0, 0, 1000000, 'test')`,
      [harness.tenantId],
    ),
  );
  const worker = await harness.worker();
  let spent = 0;
  for (const [calls, cost] of [
    [undefined, 1_000],
    [2, 2_000],
    // Nobody was allowed a third.
    [3, 2_000],
    [-1, 2_000],
  ] as const) {
    await harness.start(planOf([costing('1.00 USD')], []));
    const [task] = await worker.claim(harness.inbox.splice(0));
    const worst = { model: 'm', maxInputTokens: 0, maxOutputTokens: 0, calls: 2 };
    expect(await reserveMoney(harness.engine, task!, worst)).toBe('granted');
    expect(await account(harness, id)).toMatchObject({ spent, reserved: 2_000 });
    await end(worker, task!, { bill: { kind: 'tokens', input: 0, output: 0, ...(calls ? { calls } : {}) } });
    expect(await account(harness, id)).toMatchObject({ spent: (spent += cost), reserved: 0 });
  }
});

test('an attempt looks at its own accounts, and at no others', async () => {
  const worker = await harness.worker();
  const run = await harness.start({
    ...planOf([costing('1.00 USD')], []),
    budget: { cap: 2_000_000, on_exhausted: 'wait' },
  });
  const [task] = await worker.claim(harness.inbox.splice(0));
  await owner.query(
    `INSERT INTO maestro_budgets (tenant_id, id, scope, subject, period, cap, created_by)
     SELECT $1, gen_random_uuid(), 'run', gen_random_uuid(), 'total', 1000000, 'test' FROM generate_series(1, ${ACCOUNTS})`,
    [harness.tenantId],
  );
  const key = [harness.tenantId, run.runId, task?.n, task?.token];
  await owner.query(`LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on;
    SET auto_explain.log_nested_statements = on; SET client_min_messages = log`);
  expect(await rowsPassed(key)).toBeLessThan(ACCOUNTS * 20);
  await owner.query('ANALYZE maestro_budgets');
  expect(await rowsPassed(key)).toBeLessThan(ACCOUNTS / 10);
});

/** Reserves and settles for an attempt, and takes it back: how many rows were read that it did not ask for. */
async function rowsPassed(key: readonly unknown[]): Promise<number> {
  const plans: string[] = [];
  const hear = ({ message }: { message?: string }) => plans.push(message ?? '');
  owner.on('notice', hear);
  await owner.query('BEGIN');
  const { rows } = await owner.query<{ kind: string }>(
    `SELECT kind FROM maestro_reserve_v4($1, $2, $3, $4, 'a', 'noop', NULL, 0, 0, 1000000, false, 1)`,
    [...key],
  );
  expect(rows).toEqual([{ kind: 'granted' }]);
  await owner.query(
    `SELECT * FROM maestro_settle_v2(ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3::int], ARRAY[$4::bigint], '{fixed}', '{NULL}', '{NULL}',
                                     '{NULL}', '{NULL}', '{NULL}')`,
    [...key],
  );
  await owner.query('ROLLBACK');
  owner.off('notice', hear);
  expect(plans.join('\n')).toContain('maestro_budgets');
  return plans.reduce((sum, plan) => sum + passedIn(plan), 0);
}

/** Of each scan, in all its loops. */
function passedIn(plan: string): number {
  let loops = 1;
  let passed = 0;
  for (const line of plan.split('\n')) {
    loops = Number(/loops=(\d+)/.exec(line)?.[1] ?? loops);
    passed += loops * Number(/Rows Removed by (?:Join )?Filter: (\d+)/.exec(line)?.[1] ?? 0);
  }
  return passed;
}
