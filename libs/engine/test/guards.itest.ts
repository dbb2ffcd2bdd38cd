import { planOf } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { eventually } from '@maestro/testing';
import { cancelRun, type ClaimedTask, type CompletionOutcome, type RunRef } from '../src';
import { writeCompletions, type SettledCompletion } from '../src/complete-tasks';
import { settle } from '../src/settle';
import { completeOne } from './complete-one';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';
import { violations } from './invariants';

/**
 * What a completion looks at before it writes. Most of these guards hold off a race that random play meets too seldom,
 * so each race is played by hand.
 */
let harness: Harness;
let worker: TestWorker;
beforeAll(async () => {
  harness = await createHarness();
  worker = await harness.worker();
});
afterAll(() => harness.close());

const chain = planOf([{}, {}], [{ from: 0, to: 1 }]);
const join = planOf(
  [{}, {}, {}],
  [
    { from: 0, to: 2 },
    { from: 1, to: 2 },
  ],
);

async function claim(): Promise<ClaimedTask[]> {
  const tasks = await worker.claim(harness.inbox.splice(0));
  return tasks.sort((a, b) => a.n - b.n);
}

async function settled(task: ClaimedTask): Promise<SettledCompletion> {
  const { run, n, token } = task;
  const completion = { run: run.ref, plan: run.plan, n, token, from: 'running' as const, outcome: succeed() };
  return {
    completion,
    settlement: await settle(harness.engine, completion),
    stored: { output: null, ref: null },
  };
}

const set = (run: RunRef, change: string) =>
  harness.sql(`UPDATE maestro_runs SET ${change} WHERE tenant_id = $1 AND id = $2`, [
    run.tenantId,
    run.runId,
  ]);
const setTask = (run: RunRef, n: number, change: string) =>
  harness.sql(`UPDATE maestro_tasks SET ${change} WHERE tenant_id = $1 AND run_id = $2 AND n = $3`, [
    run.tenantId,
    run.runId,
    n,
  ]);

/** Lets all of `ends` meet at the row that `lock` holds; when all of them wait, they may go on. */
async function meeting<T>(lock: string, run: RunRef, ends: (() => Promise<T>)[]): Promise<T[]> {
  const going: Promise<T>[] = [];
  await harness.database.transaction(async (tx) => {
    await tx.query({ name: '', text: lock }, [run.tenantId, run.runId]);
    going.push(...ends.map((go) => go()));
    await eventually(async () => {
      const [row] = await harness.sql<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row?.waiting === ends.length;
    });
  });
  return Promise.all(going);
}

/** Ends a task that has no attempt, as the sweep does. */
async function end(run: RunRef, n: number, kind: 'skipped' | 'cancelled'): Promise<string> {
  const { state } = await worker.completer.complete({
    run,
    plan: chain,
    n,
    token: null,
    from: 'pending',
    outcome: { kind },
  });
  return state;
}

describe('a task without an attempt', () => {
  it.each([
    ['still waits for an edge', 'undecided = 1, fired = 0', 'stale'],
    ['was reached by one', 'undecided = 0, fired = 1', 'stale'],
    ['was passed by all', 'undecided = 0, fired = 0', 'done'],
  ])('is skipped only if it was passed by all: one that %s', async (_, counters, expected) => {
    const run = await harness.start(chain);
    await setTask(run, 1, counters);
    expect(await end(run, 1, 'skipped')).toBe(expected);
    harness.inbox.length = 0;
  });

  it('is not cancelled once something urgent has asked for it', async () => {
    const run = await harness.start(chain);
    await setTask(run, 1, 'fired = 1, urgent = 1');
    expect(await end(run, 1, 'cancelled')).toBe('stale');
    await setTask(run, 1, 'urgent = 0');
    expect(await end(run, 1, 'cancelled')).toBe('done');
    harness.inbox.length = 0;
  });
});

describe('a successor', () => {
  it.each(['pause', 'cancel', 'fail'])('is not continued past the control word %s', async (control) => {
    const run = await harness.start(planOf([{}, {}], [{ from: 0, to: 1, on: 'always' }]));
    const [task] = await claim();
    await set(run, `control = '${control}'`);
    const { next } = await worker.finish(task as ClaimedTask, succeed(), 1);
    expect(next).toEqual([]);
    expect((await harness.statuses(run)).tasks).toEqual(['succeeded', 'queued']);
    await set(run, `control = 'none'`);
    await worker.drain(() => succeed());
  });
});

describe('an attempt', () => {
  it('that is handed back does not count', async () => {
    await harness.start(chain);
    const [task] = await claim();
    expect((await worker.finish(task as ClaimedTask, { kind: 'release' })).state).toBe('done');
    const [again] = await claim();
    expect([task?.attempt, again?.attempt, again?.deaths]).toEqual([1, 1, 0]);
    expect((await worker.finish(task as ClaimedTask, succeed())).state).toBe('stale');
    await worker.finish(again as ClaimedTask, succeed());
    await worker.drain(() => succeed());
  });

  const bad = new MaestroError('command-failed', 'it said \u0000').toProblem();
  it.each<[string, CompletionOutcome, string]>([
    ['fails', { kind: 'failed', error: bad }, 'failed'],
    ['is tried again', { kind: 'retry', error: bad, delayMs: 1 }, 'waiting'],
    ['is cancelled', { kind: 'cancelled', error: bad }, 'cancelled'],
  ])('%s also where its error holds a text that cannot be stored', async (_, outcome, status) => {
    const run = await harness.start(planOf([{}], []));
    const [task] = await claim();
    expect((await worker.finish(task as ClaimedTask, outcome)).state).toBe('done');
    expect((await harness.statuses(run)).tasks).toEqual([status]);
    const [row] = await harness.sql<{ code: string | null }>(
      `SELECT coalesce(t.error, a.error) ->> 'code' AS code FROM maestro_tasks t
       LEFT JOIN maestro_attempts a USING (tenant_id, run_id, n) WHERE t.run_id = $1`,
      [run.runId],
    );
    expect(row?.code).toBe('command-failed');
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
  });
});

describe('a run', () => {
  it('does not end before its last task, whatever its count of open ends says', async () => {
    const run = await harness.start(planOf([{}, {}], []));
    const [one, two] = await claim();
    await set(run, 'open_sinks = 1');
    await worker.finish(one as ClaimedTask, succeed());
    await worker.completer.idle();
    expect((await harness.statuses(run)).run).toBe('running');
    await set(run, 'open_sinks = 1');
    await worker.finish(two as ClaimedTask, succeed());
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  /** Ends a task in a statement of its own, past the batches. */
  const endAlone = (task: ClaimedTask | undefined, sink: boolean, successor: number | null) => async () => {
    if (!task) throw new Error('nothing claimed');
    const deltas = successor === null ? [] : ([[successor, 1, 1, 0]] as const);
    const rows = await completeOne(harness, { ...task.run.ref, n: task.n, token: task.token, sink, deltas });
    return rows.map(({ kind }) => kind);
  };

  it('is ended by the last of two tasks that end at the same moment', async () => {
    const run = await harness.start(planOf([{}, {}], []));
    const [one, two] = await claim();
    const lock = 'SELECT FROM maestro_runs WHERE tenant_id = $1 AND id = $2 FOR UPDATE';
    const kinds = await meeting(lock, run, [endAlone(one, true, null), endAlone(two, true, null)]);
    expect(kinds.flat()).toEqual(['ended']);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('is ended once by two batches that each wait for the other', async () => {
    const run = await harness.start(planOf([{}, {}], []));
    const [one, two] = await claim();
    const other = await harness.worker('other');
    const lock = 'SELECT FROM maestro_runs WHERE tenant_id = $1 AND id = $2 FOR UPDATE';
    await meeting(lock, run, [
      () => worker.finish(one as ClaimedTask, succeed()),
      () => other.finish(two as ClaimedTask, succeed()),
    ]);
    // Neither sees that the other's task has ended: whoever comes last looks again.
    await Promise.all([worker.completer.idle(), other.completer.idle()]);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    const events = await harness.sql<{ type: string }>(
      `SELECT type FROM maestro_events WHERE run_id = $1 AND type = 'run.finished'`,
      [run.runId],
    );
    expect(events).toHaveLength(1);
  });

  it('says in one event that its last task has ended, and it with it', async () => {
    const run = await harness.start(planOf([{}], []));
    const [task] = await claim();
    await worker.finish(task as ClaimedTask, succeed());
    const events = await harness.sql<{ transitions: unknown; data: unknown }>(
      `SELECT transitions, data FROM maestro_events WHERE run_id = $1 AND type IN ('tasks', 'run.finished')`,
      [run.runId],
    );
    expect(events).toEqual([
      {
        transitions: [[0, 'running', 'succeeded', expect.any(Number), 1]],
        data: { status: 'succeeded' },
      },
    ]);
  });

  it('has a join made ready once by two tasks that end at the same moment', async () => {
    const run = await harness.start(join);
    const [one, two] = await claim();
    const lock = 'SELECT FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = 2 FOR UPDATE';
    const kinds = await meeting(lock, run, [endAlone(one, false, 2), endAlone(two, false, 2)]);
    expect(kinds.flat()).toEqual(['queued']);
    expect((await harness.statuses(run)).tasks).toEqual(['succeeded', 'succeeded', 'queued']);
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
  });
});

describe('two batches', () => {
  /** Deadlocks that the server has counted; each connection of the pool first reports what it knows of. */
  async function deadlocks(): Promise<number> {
    const report = 'SELECT pg_stat_force_next_flush(), pg_sleep(0.05)';
    await Promise.all(Array.from({ length: 6 }, () => harness.sql(report)));
    const [row] = await harness.sql<{ deadlocks: number }>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    return row?.deadlocks ?? 0;
  }

  it('that decide the same successors take turns, in whatever order their rows come', async () => {
    const [width, rounds] = [12, 5];
    const nodes = Array.from({ length: 2 * width }, () => ({}));
    const edges = nodes.flatMap((_, i) =>
      i < width ? Array.from({ length: width }, (_, to) => ({ from: i, to: width + to })) : [],
    );
    // Held until both have locked what they come to before it.
    const lock = `SELECT FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 AND n = ${width + 6} FOR UPDATE`;
    const before = await deadlocks();
    for (let round = 0; round < rounds; round += 1) {
      const run = await harness.start(planOf(nodes, edges));
      const tasks = await claim();
      const batches = [tasks.filter(({ n }) => n % 2 === 0), tasks.filter(({ n }) => n % 2 === 1).reverse()];
      const ends = await Promise.all(batches.map((batch) => Promise.all(batch.map(settled))));
      const session = { sessionId: worker.sessionId, takeToken: '1' };
      const written = await meeting(
        lock,
        run,
        ends.map((batch) => () => writeCompletions(harness.engine, batch, session)),
      );
      expect(written.flatMap(({ queued }) => queued)).toHaveLength(width);
    }
    expect((await deadlocks()) - before).toBe(0);
  }, 20_000);
});

describe('after all that, the database', () => {
  it('keeps every rule', async () => {
    expect(await violations(harness)).toEqual({});
  });
});
