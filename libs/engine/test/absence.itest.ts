import { planOf } from '@maestro/flow/testing';
import { cancelRun, createEngine, rescueLost, sweepRuns, type Engine, type RunRef } from '../src';
import { createHarness, type Harness } from './harness';

const LEASE_MS = 6_000;

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

async function taskOf(run: RunRef) {
  const [task] = await harness.sql<{
    status: string;
    attempt: number;
    deaths: number;
    error: { code: string };
  }>('SELECT status, attempt, deaths, error FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2', [
    run.tenantId,
    run.runId,
  ]);
  return task;
}

/** A task that runs under a lease which the server has not seen renewed since it started. */
async function heldSinceBeforeTheStart(): Promise<RunRef> {
  const run = await harness.start(planOf([{}], []));
  const worker = await harness.worker();
  expect(await worker.claim(harness.inbox.splice(0))).toHaveLength(1);
  await harness.sql(
    `UPDATE maestro_worker_sessions SET expires_at = pg_postmaster_start_time() + interval '1 second' WHERE id = $1`,
    [worker.sessionId],
  );
  return run;
}

function withLease(leaseMs: number): Engine {
  const { database, dispatcher, artifacts } = harness.engine;
  return createEngine({ database, dispatcher, artifacts, leaseMs });
}

describe('after the database was away', () => {
  it('a worker has a whole lease to be heard of again, whoever looks', async () => {
    const run = await heldSinceBeforeTheStart();
    const patient = withLease(3_600_000);
    expect(await rescueLost(patient)).toBe(0);
    await harness.sql('UPDATE maestro_runs SET check_at = maestro_now()');
    expect(await sweepRuns(patient)).toBe(1);
    expect(await taskOf(run)).toMatchObject({ status: 'running', attempt: 1 });
  });

  it('its tasks go to others then, and nobody is blamed', async () => {
    const run = await heldSinceBeforeTheStart();
    await harness.advance(LEASE_MS);
    expect(await rescueLost(harness.engine)).toBe(1);
    expect(await taskOf(run)).toMatchObject({ status: 'queued', attempt: 0, deaths: 0 });
    const [task] = await (await harness.worker()).claim(harness.inbox.splice(0));
    expect([task?.attempt, task?.deaths]).toEqual([1, 0]);
  });

  it('one that died later is blamed as ever', async () => {
    const run = await harness.start(planOf([{}], []));
    await (await harness.worker()).claim(harness.inbox.splice(0));
    await harness.advance(LEASE_MS + 1_000);
    expect(await rescueLost(harness.engine)).toBe(1);
    expect(await taskOf(run)).toMatchObject({ status: 'queued', attempt: 1, deaths: 1 });
  });
});

describe('a task with a limit for its start', () => {
  const plan = planOf([{ start_timeout_ms: 60_000 }], []);

  async function sweepAfter(ms: number): Promise<void> {
    await harness.advance(ms);
    await sweepRuns(harness.engine);
  }

  it('fails when nobody has taken it by then', async () => {
    const run = await harness.start(plan);
    await sweepAfter(59_000);
    expect(await taskOf(run)).toMatchObject({ status: 'queued' });
    await sweepAfter(16_000);
    expect(await taskOf(run)).toMatchObject({
      status: 'failed',
      attempt: 0,
      error: { code: 'start-timeout' },
    });
    expect((await harness.statuses(run)).run).toBe('failed');
  });

  it('waits on while its run is paused, and is cancelled with it', async () => {
    const run = await harness.start(plan);
    await harness.sql(`UPDATE maestro_runs SET control = 'pause'`);
    await sweepAfter(90_000);
    expect(await taskOf(run)).toMatchObject({ status: 'queued' });
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect(await taskOf(run)).toMatchObject({ status: 'cancelled' });
  });
});
