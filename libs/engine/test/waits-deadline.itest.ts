import type { Plan } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { cancelRun, pauseRun, renewSession, resumeRun, sweepRuns, type RunRef } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { wait, work } from './waiting';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const asked = { actor: 'test', reason: null };
const limited = (more: Partial<Plan> = {}): Plan => ({
  ...planOf([wait({ for: '1d' }), {}], [{ from: 0, to: 1 }]),
  deadline_ms: 60_000,
  ...more,
});

async function runRow(run: RunRef) {
  const [row] = await harness.sql<{ status: string; control: string; code: string | null }>(
    `SELECT status, control, error ->> 'code' AS code FROM maestro_runs WHERE id = $1`,
    [run.runId],
  );
  return row;
}

describe('a deadline', () => {
  it('ends what waits, not sooner and not a look later', async () => {
    const run = await harness.start(limited());
    await work(harness);
    for (const ms of [16_000, 16_000, 16_000, 11_000]) {
      await harness.advance(ms);
      await sweepRuns(harness.engine, 1_000);
    }
    expect(await runRow(run)).toMatchObject({ status: 'running', control: 'none' });
    await harness.advance(1_500);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toEqual({ status: 'timed_out', control: 'timeout', code: 'deadline-exceeded' });
    expect((await harness.statuses(run)).tasks).toEqual(['cancelled', 'skipped']);
    const words = await harness.sql(
      `SELECT actor, data ->> 'control' AS control FROM maestro_events WHERE run_id = $1 AND type = 'run.control'`,
      [run.runId],
    );
    expect(words).toEqual([{ actor: 'system', control: 'timeout' }]);
  });

  it('lets a running attempt have its grace, and keeps its result', async () => {
    const run = await harness.start({ ...planOf([{}], []), deadline_ms: 60_000, grace_ms: 30_000 });
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    const renew = () => renewSession(harness.engine, worker.sessionId, { leaseMs: 600_000, runs: [run] });
    await renew();
    await harness.advance(61_000);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toMatchObject({ status: 'running', control: 'timeout' });
    expect((await renew()).stopping).toEqual([]);
    await harness.advance(30_000);
    expect((await renew()).stopping).toEqual([run.runId]);
    if (task) await worker.finish(task, succeed('late'));
    await worker.completer.idle();
    expect(await runRow(run)).toMatchObject({ status: 'timed_out' });
  });

  it('takes effect at resume in a run that is paused', async () => {
    const run = await harness.start(limited());
    await work(harness);
    await pauseRun(harness.engine, { ...run, ...asked });
    await harness.advance(80_000);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toMatchObject({ status: 'running', control: 'pause' });
    await resumeRun(harness.engine, { ...run, ...asked });
    expect(await runRow(run)).toMatchObject({ status: 'timed_out' });
  });

  it('counts for a run that is held back as well', async () => {
    const run = await harness.start({ ...planOf([{}], []), deadline_ms: 60_000 });
    harness.inbox.splice(0);
    await harness.sql(`UPDATE maestro_tasks SET status = 'ready' WHERE run_id = $1`, [run.runId]);
    await harness.sql(`UPDATE maestro_runs SET status = 'pending' WHERE id = $1`, [run.runId]);
    await harness.advance(59_000);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toMatchObject({ status: 'pending', control: 'none' });
    await harness.advance(2_000);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toMatchObject({ status: 'timed_out' });
  });

  it('does not touch a run that ended in time', async () => {
    const run = await harness.start({ ...planOf([{}], []), deadline_ms: 60_000 });
    await work(harness);
    await harness.advance(80_000);
    await sweepRuns(harness.engine, 1_000);
    expect(await runRow(run)).toEqual({ status: 'succeeded', control: 'none', code: null });
  });

  it('has what was done undone, and on_failure run', async () => {
    const plan = planOf(
      [{ compensate: 2 }, wait({ for: '1d' }), { compensates: 0 }, {}],
      [{ from: 0, to: 1 }],
      { top: 2, bodies: [] },
    );
    const run = await harness.start({ ...plan, deadline_ms: 60_000, on_failure: 3 });
    await work(harness);
    await harness.advance(61_000);
    await sweepRuns(harness.engine, 1_000);
    const seen: number[] = [];
    await work(harness, (task) => (seen.push(task.node), succeed()));
    expect(seen).toEqual([2, 3]);
    expect(await runRow(run)).toMatchObject({ status: 'timed_out', code: 'deadline-exceeded' });
  });
});

describe('a cancel', () => {
  it.each([
    ['as the template says', undefined, 30_000],
    ['as the request says', 5_000, 5_000],
    ['at once where the request says so', 0, 0],
  ])('gives running attempts their grace %s', async (_, graceMs, expected) => {
    const run = await harness.start({ ...planOf([{}], []), grace_ms: 30_000 });
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    const renew = () => renewSession(harness.engine, worker.sessionId, { leaseMs: 600_000, runs: [run] });
    await renew();
    await cancelRun(harness.engine, { ...run, ...asked, ...(graceMs === undefined ? {} : { graceMs }) });
    if (expected > 0) {
      await harness.advance(expected - 2_000);
      expect((await renew()).stopping).toEqual([]);
      await harness.advance(2_500);
    }
    expect((await renew()).stopping).toEqual([run.runId]);
    if (task) await worker.finish(task, { kind: 'cancelled' });
    await worker.completer.idle();
    expect(await runRow(run)).toMatchObject({ status: 'cancelled' });
  });

  it('of a run that winds down already gives it no more time', async () => {
    const run = await harness.start({ ...planOf([{}], []), deadline_ms: 60_000, grace_ms: 10_000 });
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    await renewSession(harness.engine, worker.sessionId, { leaseMs: 600_000, runs: [run] });
    await harness.advance(61_000);
    await sweepRuns(harness.engine, 1_000);
    await cancelRun(harness.engine, { ...run, ...asked, graceMs: 60_000 });
    await harness.advance(11_000);
    const renewal = await renewSession(harness.engine, worker.sessionId, { leaseMs: 600_000, runs: [run] });
    expect(renewal.stopping).toEqual([run.runId]);
    if (task) await worker.finish(task, { kind: 'cancelled' });
    await worker.completer.idle();
    expect(await runRow(run)).toEqual({ status: 'cancelled', control: 'cancel', code: null });
  });
});
