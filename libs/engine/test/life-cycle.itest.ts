import { MaestroError } from '@maestro/problems';
import { planOf } from '@maestro/flow/testing';
import { cancelRun, rescueLost, refillQueue, startRun, sweepRuns, wakeTimers } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';

const chain = (length: number) =>
  planOf(
    Array.from({ length }, () => ({})),
    Array.from({ length: length - 1 }, (_, n) => ({ from: n, to: n + 1 })),
  );
const retrying = (max_attempts: number) => ({
  retry: {
    max_attempts,
    backoff: 'fixed' as const,
    delay_ms: 5_000,
    max_delay_ms: 5_000,
    max_elapsed_ms: null,
    jitter: 'none' as const,
    on: null,
    not_on: [],
  },
});
const fail = (retryable = false) => ({
  kind: 'failed' as const,
  error: new MaestroError('connection', 'refused', { retryable }).toProblem(),
});
const retry = { kind: 'retry' as const, error: fail(true).error, delayMs: 5_000 };

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

describe('a run', () => {
  it('goes through its nodes in order and ends succeeded', async () => {
    const run = await harness.start(chain(3));
    const seen: number[] = [];
    const worker = await harness.worker();
    await worker.drain((task) => (seen.push(task.n), succeed({ n: task.n })));
    expect(seen).toEqual([0, 1, 2]);
    expect(await harness.statuses(run)).toEqual({
      run: 'succeeded',
      tasks: ['succeeded', 'succeeded', 'succeeded'],
    });
  });

  it('continues a chain in the worker that holds it, without the queue', async () => {
    const run = await harness.start(chain(5));
    const worker = await harness.worker();
    const [first] = await worker.claim(harness.inbox.splice(0));
    let next = first;
    for (let n = 0; n < 5 && next; n += 1) next = (await worker.finish(next, succeed(), 1)).next[0];
    await worker.completer.idle();
    expect(harness.inbox).toEqual([]);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('joins a fan-out once, whatever order its branches end in', async () => {
    const width = 100;
    const nodes = Array.from({ length: width + 2 }, () => ({}));
    const edges = Array.from({ length: width }, (_, i) => [
      { from: 0, to: i + 1 },
      { from: i + 1, to: width + 1 },
    ]).flat();
    const run = await harness.start(planOf(nodes, edges));
    const runs: number[] = [];
    await (await harness.worker()).drain((task) => (runs.push(task.n), succeed()));
    expect(runs.filter((n) => n === width + 1)).toHaveLength(1);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('skips what hangs on a skipped node, and takes the other way', async () => {
    const plan = planOf(
      [{}, {}, {}, {}],
      [
        { from: 0, to: 1, when: 'true' },
        { from: 0, to: 2, when: 'false' },
        { from: 2, to: 3 },
      ],
    );
    const run = await harness.start(plan);
    await (await harness.worker()).drain(() => succeed());
    expect(await harness.statuses(run)).toEqual({
      run: 'succeeded',
      tasks: ['succeeded', 'succeeded', 'skipped', 'skipped'],
    });
  });

  it('fails when nothing handles a failure: what has not begun is cancelled, always-targets still run', async () => {
    const plan = planOf(
      [{}, {}, {}, {}],
      [
        { from: 0, to: 1 },
        { from: 0, to: 2, on: 'always' },
        { from: 3, to: 1 },
      ],
    );
    const run = await harness.start(plan);
    const worker = await harness.worker();
    await worker.drain((task) => (task.n === 0 ? fail() : succeed()));
    const { run: status, tasks } = await harness.statuses(run);
    expect([status, tasks[0], tasks[2]]).toEqual(['failed', 'failed', 'succeeded']);
    expect(tasks[1]).toMatch(/skipped|cancelled/);
  });

  it('is completed, not succeeded, when a failure edge handled a failure', async () => {
    const run = await harness.start(
      planOf(
        [{}, {}, {}],
        [
          { from: 0, to: 1, on: 'failure' },
          { from: 0, to: 2 },
        ],
      ),
    );
    await (await harness.worker()).drain((task) => (task.n === 0 ? fail() : succeed()));
    expect(await harness.statuses(run)).toEqual({
      run: 'completed',
      tasks: ['failed', 'succeeded', 'skipped'],
    });
  });

  it('starts once for one idempotency key, whoever asks and however often', async () => {
    const template = await harness.publish(chain(1));
    const request = {
      ...template,
      tenantId: harness.tenantId,
      inputs: {},
      createdBy: 'test',
      origin: 'api' as const,
      traceparent: null,
      idempotencyKey: 'k',
    };
    const results = await Promise.all(Array.from({ length: 20 }, () => startRun(harness.engine, request)));
    const ids = new Set(results.map((result) => ('runId' in result ? result.runId : null)));
    expect(ids.size).toBe(1);
    expect(results.filter((result) => result.outcome === 'started')).toHaveLength(1);
    const other = await startRun(harness.engine, {
      ...request,
      version: 1,
      plan: { ...request.plan, inputs: { type: 'object' } },
      inputs: { a: 1 },
    });
    expect(other).toEqual({ outcome: 'key-mismatch' });
    await (await harness.worker()).drain(() => succeed());
  });
});

describe('an attempt', () => {
  it('is parked with its reason, and tried again when its time comes', async () => {
    const run = await harness.start(planOf([retrying(2)], []));
    const worker = await harness.worker();
    await worker.drain(() => retry);
    expect((await harness.statuses(run)).tasks).toEqual(['waiting']);
    expect(await wakeTimers(harness.engine)).toBe(0);
    await harness.advance(6_000);
    expect(await wakeTimers(harness.engine)).toBe(1);
    await worker.drain((task) => (expect(task.attempt).toBe(2), succeed()));
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('whose token is stale changes nothing, and one that repeats its own end is told so', async () => {
    const run = await harness.start(chain(1));
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    if (!task) throw new Error('nothing claimed');
    expect((await worker.finish({ ...task, token: '1' }, succeed('forged'))).state).toBe('stale');
    expect((await worker.finish(task, succeed('real'))).state).toBe('done');
    expect((await worker.finish(task, succeed('again'))).state).toBe('already');
    const [row] = await harness.sql<{ output: string }>(
      'SELECT output FROM maestro_tasks WHERE run_id = $1',
      [run.runId],
    );
    expect(row?.output).toBe('real');
  });

  it('is claimed by one worker, however often its message is delivered', async () => {
    await harness.start(chain(1));
    const [one, two] = [await harness.worker('a'), await harness.worker('b')];
    const message = harness.inbox.splice(0);
    const claims = await Promise.all([one.claim(message), two.claim(message), one.claim(message)]);
    expect(claims.flat()).toHaveLength(1);
    await one.finish(claims.flat()[0]!, succeed());
    await two.finish(claims.flat()[0]!, succeed());
    await one.completer.idle();
  });

  it('of a dead worker goes to another; what the dead one writes later is refused', async () => {
    const run = await harness.start(chain(1));
    const dead = await harness.worker('dead');
    const [task] = await dead.claim(harness.inbox.splice(0));
    if (!task) throw new Error('nothing claimed');
    await harness.advance(7_000);
    expect(await rescueLost(harness.engine)).toBe(1);
    const live = await harness.worker('live');
    await live.drain((next) => (expect([next.attempt, next.deaths]).toEqual([2, 1]), succeed('live')));
    expect((await dead.finish(task, succeed('zombie'))).state).toBe('stale');
    const [row] = await harness.sql<{ output: string }>(
      'SELECT output FROM maestro_tasks WHERE run_id = $1',
      [run.runId],
    );
    expect(row?.output).toBe('live');
  });

  it('whose worker dies goes to another, and becomes a suspect', async () => {
    const run = await harness.start(chain(1));
    for (let death = 1; death <= 3; death += 1) {
      const worker = await harness.worker();
      expect(await worker.claim(harness.inbox.splice(0))).toHaveLength(1);
      await harness.advance(7_000);
      await rescueLost(harness.engine);
    }
    const [task] = await (await harness.worker()).claim(harness.inbox.splice(0));
    expect([task?.attempt, task?.deaths, task?.aloneDeaths]).toEqual([4, 3, 0]);
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
  });

  it('with an output the database refuses fails alone: its neighbours in the batch are unharmed', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => harness.start(chain(1))));
    const poisoned = runs[3]?.runId;
    await (
      await harness.worker()
    ).drain((task) => succeed(task.run.ref.runId === poisoned ? 'a\u0000b' : 'fine'));
    const states = await Promise.all(runs.map(async (run) => (await harness.statuses(run)).run));
    expect(states).toEqual(runs.map((run) => (run.runId === poisoned ? 'failed' : 'succeeded')));
  });
});

describe('control', () => {
  it('cancels what has not begun at once, and the rest when its worker hears of it', async () => {
    const run = await harness.start(
      planOf(
        [{}, {}, {}],
        [
          { from: 0, to: 2 },
          { from: 1, to: 2 },
        ],
      ),
    );
    const worker = await harness.worker();
    const [running] = await worker.claim(harness.inbox.splice(0, 1));
    expect(await cancelRun(harness.engine, { ...run, actor: 'test', reason: null })).toBe('cancelling');
    const { run: status, tasks } = await harness.statuses(run);
    expect(status).toBe('running');
    expect(tasks.filter((task) => task === 'running')).toHaveLength(1);
    await worker.finish(running!, { kind: 'cancelled' });
    await worker.completer.idle();
    expect((await harness.statuses(run)).run).toBe('cancelled');
    expect(await cancelRun(harness.engine, { ...run, actor: 'test', reason: null })).toBe('already-ended');
    harness.inbox.length = 0;
  });

  it('does not let a completion revive what was cancelled', async () => {
    const run = await harness.start(chain(3));
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    await worker.finish(task!, succeed(), 1);
    await worker.completer.idle();
    expect(await harness.statuses(run)).toEqual({
      run: 'cancelled',
      tasks: ['succeeded', 'cancelled', 'skipped'],
    });
    expect(harness.inbox).toEqual([]);
  });
});

describe('what was lost', () => {
  it('is found whole, also in a run with more waiting tasks than fit in one page', async () => {
    const width = 4_500;
    const run = await harness.start(
      planOf(
        Array.from({ length: width }, () => ({})),
        [],
      ),
    );
    harness.inbox.length = 0;
    expect(await refillQueue(harness.engine)).toBe(width);
    expect(new Set(harness.inbox.map((task) => task.n)).size).toBe(width);
    harness.inbox.length = 0;
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect((await harness.statuses(run)).run).toBe('cancelled');
  }, 30_000);

  it('is found: a message that never came is sent again, by the refill and by the sweep', async () => {
    const run = await harness.start(chain(1));
    harness.inbox.length = 0;
    expect(await refillQueue(harness.engine)).toBeGreaterThanOrEqual(1);
    harness.inbox.length = 0;
    await harness.advance(16_000);
    expect(await sweepRuns(harness.engine)).toBeGreaterThanOrEqual(1);
    expect(harness.inbox.map((task) => task.runId)).toContain(run.runId);
    await (await harness.worker()).drain(() => succeed());
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });
});
