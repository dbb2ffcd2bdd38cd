import { planOf } from '@maestro/flow/testing';
import { wakeTimers } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { claimAndBegin, limited, rated } from './limits-driver';

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());
afterEach(async () => expect(await violations(harness)).toEqual({}));
beforeEach(() => void harness.inbox.splice(0));

const now = async () => {
  const [row] = await harness.sql<{ at: number }>(
    'SELECT extract(epoch FROM maestro_now())::float8 * 1000 AS at',
  );
  return row!.at;
};

/** The instants at which tasks of the key began, in ms, while time goes on in steps. */
async function startsOf(count: number, steps: () => number): Promise<number[]> {
  const worker = await harness.worker();
  const starts: number[] = [];
  for (let turns = 0; starts.length < count && turns < 500; turns += 1) {
    for (const task of await claimAndBegin(harness, worker)) {
      starts.push(await now());
      await worker.finish(task, succeed());
    }
    await worker.completer.idle();
    await harness.advance(steps());
    await wakeTimers(harness.engine);
  }
  return starts;
}

test.each([
  ['in small steps', () => 20],
  ['in steps that overshoot every turn', () => 700],
  ['in steps of all sizes', () => Math.floor(Math.random() * 400)],
])('never more than the limit begin in any window, %s', async (how, steps) => {
  const [limit, perMs] = [4, 1_000];
  for (let i = 0; i < 14; i += 1) await harness.start(planOf([rated(limit, perMs, how)], []));
  const starts = await startsOf(14, steps);
  expect(starts).toHaveLength(14);
  starts.slice(limit).forEach((at, i) => expect(at - starts[i]!).toBeGreaterThanOrEqual(perMs - 60));
});

test('a turn is waited for without using up an attempt, and says until when', async () => {
  const worker = await harness.worker();
  await harness.start(planOf([rated(1, 60_000, 'slow')], []));
  const second = await harness.start(planOf([rated(1, 60_000, 'slow')], []));
  const [first] = await claimAndBegin(harness, worker);
  await worker.finish(first!, succeed());
  const [wait] = await harness.sql<{ reason: string; in_ms: number; detail: unknown; attempt: number }>(
    `SELECT w.reason, extract(epoch FROM w.wake_at - maestro_now())::float8 * 1000 AS in_ms, w.detail, t.attempt
     FROM maestro_waits w JOIN maestro_tasks t USING (tenant_id, run_id, n) WHERE w.run_id = $1`,
    [second.runId],
  );
  expect(wait).toMatchObject({
    reason: 'RATE_LIMIT',
    detail: { key: 'slow', limit: 1, per_ms: 60_000 },
    attempt: 0,
  });
  expect(wait!.in_ms).toBeGreaterThan(55_000);
  await harness.advance(62_000);
  await wakeTimers(harness.engine);
  const [last] = await claimAndBegin(harness, worker);
  expect(last).toMatchObject({ run: { ref: second }, attempt: 1 });
  await worker.finish(last!, succeed());
});

test('no slot is held while a turn is waited for', async () => {
  const worker = await harness.worker();
  const plan = planOf([{ ...limited(1, 'both'), rate_limit: { key: 'both', limit: 1, per_ms: 10_000 } }], []);
  await harness.start(plan);
  await harness.start(plan);
  const other = await harness.start(planOf([limited(1, 'both')], []));
  const begun = await claimAndBegin(harness, worker);
  expect(begun).toHaveLength(1);
  await worker.finish(begun[0]!, succeed());
  await worker.completer.idle();
  // The second is passed the slot, is not due, and passes it on.
  const [next] = await claimAndBegin(harness, worker);
  const [after] = next ? [next] : await claimAndBegin(harness, worker);
  expect(after?.run.ref).toEqual(other);
  await worker.finish(after!, succeed());
  await harness.advance(12_000);
  await wakeTimers(harness.engine);
  const [last] = await claimAndBegin(harness, worker);
  await worker.finish(last!, succeed());
  expect(await harness.sql('SELECT key FROM maestro_slots WHERE tenant_id = $1', [harness.tenantId])).toEqual(
    [],
  );
});
