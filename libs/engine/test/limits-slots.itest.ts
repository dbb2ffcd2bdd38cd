import type { PlanNode } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { cancelRun, pauseRun, resumeRun, sweepRun } from '../src';
import { claimAndBegin, limited } from './limits-driver';

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());
afterEach(async () => expect(await violations(harness)).toEqual({}));
beforeEach(() => void harness.inbox.splice(0));

const oneOf = (limit: number, key: string) => planOf([limited(limit, key)], []);

test('so many attempts of a key run at once, and the slot of one that ends goes to who has waited longest', async () => {
  const worker = await harness.worker();
  const runs = [];
  for (let i = 0; i < 4; i += 1) runs.push(await harness.start(oneOf(2, 'line')));
  const begun = await claimAndBegin(harness, worker);
  expect(begun).toHaveLength(2);
  const order = begun.map((task) => task.run.ref.runId);
  while (begun.length > 0) {
    await worker.finish(begun.shift()!, succeed());
    await worker.completer.idle();
    for (const next of await claimAndBegin(harness, worker)) {
      begun.push(next);
      order.push(next.run.ref.runId);
      expect(begun.length).toBeLessThanOrEqual(2);
    }
  }
  expect(order).toEqual(runs.map(({ runId }) => runId));
  for (const run of runs)
    expect(await harness.statuses(run)).toEqual({ run: 'succeeded', tasks: ['succeeded'] });
});

test('waiting for a slot uses up no attempt, and a retry gives the slot up', async () => {
  const worker = await harness.worker();
  await harness.start(oneOf(1, 'retry'));
  const second = await harness.start(oneOf(1, 'retry'));
  const [first] = await claimAndBegin(harness, worker);
  const error = { code: 'connection', title: 't', detail: 'd', status: 502, retryable: true } as never;
  await worker.finish(first!, { kind: 'retry', error, delayMs: 60_000 });
  await worker.completer.idle();
  const [passed] = await claimAndBegin(harness, worker);
  expect(passed).toMatchObject({ run: { ref: second }, attempt: 1 });
  await worker.finish(passed!, succeed());
  await worker.completer.idle();
});

test('a paused run gives back what it was passed, and asks again once it is resumed', async () => {
  const worker = await harness.worker();
  await harness.start(oneOf(1, 'pause'));
  const paused = await harness.start(oneOf(1, 'pause'));
  const other = await harness.start(oneOf(1, 'pause'));
  const [first] = await claimAndBegin(harness, worker);
  await worker.finish(first!, succeed());
  await worker.completer.idle();
  // It was passed the slot and not claimed.
  expect((await harness.statuses(paused)).tasks).toEqual(['queued']);
  await pauseRun(harness.engine, { ...paused, actor: 'a', reason: null });
  const [next] = await claimAndBegin(harness, worker);
  expect(next?.run.ref).toEqual(other);
  await resumeRun(harness.engine, { ...paused, actor: 'a', reason: null });
  expect(await claimAndBegin(harness, worker)).toEqual([]);
  await worker.finish(next!, succeed());
  await worker.completer.idle();
  const [last] = await claimAndBegin(harness, worker);
  expect(last?.run.ref).toEqual(paused);
  await worker.finish(last!, succeed());
});

test('a cancelled waiter leaves the line, and a slot whose passer died is found by the sweep', async () => {
  const worker = await harness.worker();
  await harness.start(oneOf(1, 'cancel'));
  const gone = await harness.start(oneOf(1, 'cancel'));
  const waits = await harness.start(oneOf(1, 'cancel'));
  const [first] = await claimAndBegin(harness, worker);
  await cancelRun(harness.engine, { ...gone, actor: 'a', reason: null });
  expect((await harness.statuses(gone)).run).toBe('cancelled');
  // The slot falls free without anybody passing it on.
  await harness.sql(`DELETE FROM maestro_slots WHERE tenant_id = $1 AND key = 'task/cancel'`, [
    harness.tenantId,
  ]);
  await harness.sql(`UPDATE maestro_slot_keys SET held = 0 WHERE tenant_id = $1 AND key = 'task/cancel'`, [
    harness.tenantId,
  ]);
  await sweepRun(harness.engine, worker.completer, waits);
  const [next] = await claimAndBegin(harness, worker);
  expect(next?.run.ref).toEqual(waits);
  await worker.finish(next!, succeed());
  await worker.finish(first!, succeed());
});

test('a key is rendered, and one that is too long fails its task for good', async () => {
  const worker = await harness.worker();
  const [{ retry }] = planOf([{}], []).nodes as [PlanNode];
  const plan = {
    ...planOf([limited(1, '${{ inputs.k }}', { retry: { ...retry, max_attempts: 3 } })], []),
    inputs: { type: 'object' },
  };
  const a = await harness.start(plan, { k: 'a' });
  const b = await harness.start(plan, { k: 'b' });
  const long = await harness.start(plan, { k: 'x'.repeat(10_000) });
  const begun = await claimAndBegin(harness, worker);
  expect(begun.map((task) => task.run.ref.runId).sort()).toEqual([a.runId, b.runId].sort());
  for (const task of begun) await worker.finish(task, succeed());
  await worker.completer.idle();
  expect((await harness.statuses(long)).run).toBe('failed');
  const [row] = await harness.sql<{ code: string }>(
    `SELECT error ->> 'code' AS code FROM maestro_tasks WHERE run_id = $1`,
    [long.runId],
  );
  expect(row?.code).toBe('limit-exceeded');
});
