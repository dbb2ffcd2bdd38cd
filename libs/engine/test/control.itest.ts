import type { Plan } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { planOf } from '@maestro/flow/testing';
import { formatId } from '@maestro/persistence';
import {
  cancelRun,
  effectKey,
  pauseRun,
  rerun,
  resumeRun,
  retryTaskNow,
  skipTask,
  sweepRun,
  type ClaimedTask,
  type CompletionOutcome,
  type RerunRequest,
  type RunRef,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { onlyMap } from './kinds-plans';
import { work } from './waiting';

const chain = (...ids: string[]) =>
  planOf(
    ids.map((id) => ({ id })),
    ids.slice(1).map((_, n) => ({ from: n, to: n + 1 })),
  );
const failure = new MaestroError('connection', 'refused').toProblem();
const asked = { actor: 'key:me', reason: 'because' };
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: unknown) => (error instanceof MaestroError ? error.code : String(error)),
  );

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const eventsOf = (run: RunRef, type: string) =>
  harness.sql<{ actor: string; data: object }>(
    'SELECT actor, data FROM maestro_events WHERE run_id = $1 AND type = $2 ORDER BY xid, id',
    [run.runId, type],
  );
const idOf = (task: ClaimedTask) => task.run.plan.nodes[task.node]?.id ?? '';

describe('pause and resume', () => {
  it('let what runs end and start nothing, until the run is resumed', async () => {
    const run = await harness.start(chain('a', 'b'));
    const worker = await harness.worker();
    const [a] = await worker.claim(harness.inbox.splice(0));
    expect(await pauseRun(harness.engine, { ...run, ...asked })).toBe(true);
    await worker.finish(a as ClaimedTask, succeed(), 1);
    await worker.completer.idle();
    await worker.drain(() => succeed());
    expect(await harness.statuses(run)).toEqual({ run: 'running', tasks: ['succeeded', 'queued'] });
    expect(harness.inbox).toEqual([]);

    expect(await resumeRun(harness.engine, { ...run, ...asked })).toBe(true);
    expect(harness.inbox.map(({ n }) => n)).toContain(1);
    await worker.drain(() => succeed());
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await eventsOf(run, 'run.control')).toEqual([
      { actor: 'key:me', data: { control: 'pause', reason: 'because' } },
      { actor: 'key:me', data: { control: 'none', reason: 'because' } },
    ]);
  });

  it('may be repeated, and tell only what they changed', async () => {
    const run = await harness.start(chain('a'));
    expect(await resumeRun(harness.engine, { ...run, ...asked })).toBe(false);
    await pauseRun(harness.engine, { ...run, ...asked });
    expect(await pauseRun(harness.engine, { ...run, ...asked })).toBe(false);
    expect(await eventsOf(run, 'run.control')).toHaveLength(1);
    await cancelRun(harness.engine, { ...run, ...asked });
  });

  it('are refused where there is nothing to hold', async () => {
    const run = await harness.start(chain('a', 'b'));
    const worker = await harness.worker();
    const [a] = await worker.claim(harness.inbox.splice(0));
    await cancelRun(harness.engine, { ...run, ...asked });
    for (const verb of [pauseRun, resumeRun])
      expect(await code(verb(harness.engine, { ...run, ...asked }))).toBe('run-winding-down');
    await worker.finish(a as ClaimedTask, succeed());
    await worker.completer.idle();
    for (const verb of [pauseRun, resumeRun]) {
      expect(await code(verb(harness.engine, { ...run, ...asked }))).toBe('run-ended');
      expect(await code(verb(harness.engine, { ...run, runId: run.tenantId, ...asked }))).toBe('not-found');
    }
  });
});

describe('skip', () => {
  it('ends what has not begun, and its successors go by that', async () => {
    const run = await harness.start(chain('a', 'b', 'c'));
    await skipTask(harness.engine, { ...run, n: 1, ...asked });
    expect(await harness.statuses(run)).toEqual({ run: 'queued', tasks: ['queued', 'skipped', 'skipped'] });
    const worker = await harness.worker();
    await worker.drain(() => succeed());
    await sweepRun(harness.engine, worker.completer, run);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await eventsOf(run, 'task.control')).toEqual([
      { actor: 'key:me', data: { task: 1, action: 'skip', reason: 'because' } },
    ]);
  });

  it('ends what waits, under the token of the attempt that parked it', async () => {
    const run = await harness.start(chain('a'));
    const worker = await harness.worker();
    const [a] = await worker.claim(harness.inbox.splice(0));
    const wait = { reason: 'SIGNAL' as const, wakeMs: null, detail: {} };
    await worker.finish(a as ClaimedTask, { kind: 'park', wait });
    await skipTask(harness.engine, { ...run, n: 0, ...asked });
    expect(await harness.statuses(run)).toEqual({ run: 'succeeded', tasks: ['skipped'] });
  });

  it('is refused for what runs, has ended, or waits for work of its own', async () => {
    const run = await harness.start(chain('a', 'b'));
    const worker = await harness.worker();
    const skip = (n: number) => code(skipTask(harness.engine, { ...run, n, ...asked }));
    const [a] = await worker.claim(harness.inbox.splice(0));
    expect(await skip(0)).toBe('task-running');
    await worker.finish(a as ClaimedTask, succeed());
    await worker.completer.idle();
    expect(await skip(0)).toBe('task-ended');
    const [b] = await worker.claim(harness.inbox.splice(0));
    const wait = { reason: 'ITEMS' as const, wakeMs: null, detail: {} };
    await worker.finish(b as ClaimedTask, { kind: 'park', wait });
    expect(await skip(1)).toBe('task-has-parts');
    expect(await skip(7)).toBe('not-found');
    expect(await eventsOf(run, 'task.control')).toEqual([]);
    await cancelRun(harness.engine, { ...run, ...asked });
    expect(await skip(1)).toBe('run-ended');
  });
});

describe('retry now', () => {
  it('ends the pause before the next attempt', async () => {
    const run = await harness.start(chain('a'));
    const worker = await harness.worker();
    const [a] = await worker.claim(harness.inbox.splice(0));
    expect(await code(retryTaskNow(harness.engine, { ...run, n: 0, ...asked }))).toBe('task-not-retrying');
    await worker.finish(a as ClaimedTask, { kind: 'retry', error: failure, delayMs: 3_600_000 });
    await retryTaskNow(harness.engine, { ...run, n: 0, ...asked });
    await worker.drain(() => succeed());
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await eventsOf(run, 'task.control')).toEqual([
      { actor: 'key:me', data: { task: 0, action: 'retry_now', reason: 'because' } },
    ]);
    expect(await code(retryTaskNow(harness.engine, { ...run, n: 0, ...asked }))).toBe('task-ended');
  });
});

describe('rerun', () => {
  const again = (run: RunRef, request: Partial<RerunRequest> = {}) =>
    rerun(harness.engine, {
      ...run,
      mode: 'rerun',
      actor: 'key:me',
      traceparent: null,
      dryRun: false,
      ...request,
    });
  const newRun = async (run: RunRef, request: Partial<RerunRequest> = {}): Promise<RunRef> => {
    const { runId } = await again(run, request);
    return { tenantId: run.tenantId, runId: runId ?? 'none' };
  };
  /** Plays what is queued; the nodes of these ids fail. */
  const play = async (...failing: string[]) => {
    const performed: { id: string; key: string }[] = [];
    const keys: Promise<void>[] = [];
    await (
      await harness.worker()
    ).drain((task): CompletionOutcome => {
      keys.push(effectKey(harness.engine, task).then((key) => void performed.push({ id: idOf(task), key })));
      return failing.includes(idOf(task)) ? { kind: 'failed', error: failure } : succeed({ by: idOf(task) });
    });
    await Promise.all(keys);
    return performed;
  };
  const ended = async (plan: Plan, ...failing: string[]) => {
    const run = await harness.start(plan);
    return { run, performed: await play(...failing) };
  };

  it('retries what failed in a new run, which keeps the rest and the names of effects', async () => {
    const { run, performed } = await ended(chain('a', 'b', 'c'), 'b');
    expect((await harness.statuses(run)).run).toBe('failed');
    const dry = await again(run, { mode: 'retry_failed', dryRun: true });
    expect(dry).toEqual({ runId: null, version: 1, reused: ['a'], executed: ['b', 'c'], skipped: [] });
    expect(harness.inbox).toEqual([]);
    const retried = await newRun(run, { mode: 'retry_failed' });
    const second = await play();
    expect(second.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(second[0]?.key).toBe(performed.find(({ id }) => id === 'b')?.key);
    expect(await harness.statuses(retried)).toEqual({
      run: 'succeeded',
      tasks: ['succeeded', 'succeeded', 'succeeded'],
    });
    const [a] = await harness.sql<object>(
      'SELECT t.output, t.reused_from, r.rerun_of, r.effect_run FROM maestro_tasks t JOIN maestro_runs r ON r.id = t.run_id WHERE t.run_id = $1 AND t.n = 0',
      [retried.runId],
    );
    expect(a).toEqual({
      output: { by: 'a' },
      reused_from: run.runId,
      rerun_of: run.runId,
      effect_run: run.runId,
    });
  });

  it('reruns from a node, or everything, under new names', async () => {
    const { run, performed } = await ended(chain('a', 'b', 'c'));
    await newRun(run, { from: ['b'] });
    const second = await play();
    expect(second.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(performed.map(({ key }) => key)).not.toContain(second[0]?.key);
    await newRun(run);
    expect((await play()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('takes over what a rerun had taken over', async () => {
    const { run } = await ended(chain('a', 'b', 'c'), 'b');
    const second = await newRun(run, { mode: 'retry_failed' });
    await play('c');
    const third = await newRun(second, { mode: 'retry_failed' });
    expect((await play()).map(({ id }) => id)).toEqual(['c']);
    const rows = await harness.sql<{ reused_from: string | null }>(
      'SELECT reused_from FROM maestro_tasks WHERE run_id = $1 ORDER BY n',
      [third.runId],
    );
    expect(rows.map((row) => row.reused_from)).toEqual([run.runId, second.runId, null]);
  });

  it('joins what is taken over with what is done again, by conditions over old outputs', async () => {
    const plan = planOf(
      [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }],
      [
        { from: 0, to: 1, when: 'tasks.a.output.by == "a"', reads: [0] },
        { from: 0, to: 2, when: 'tasks.a.output.by == "b"', reads: [0] },
        { from: 1, to: 3 },
        { from: 2, to: 3 },
      ],
    );
    const { run } = await ended(plan, 'd');
    const retried = await newRun(run, { mode: 'retry_failed' });
    expect((await play()).map(({ id }) => id)).toEqual(['d']);
    expect((await harness.statuses(retried)).tasks).toEqual([
      'succeeded',
      'succeeded',
      'skipped',
      'succeeded',
    ]);
  });

  it('ends at once where nothing is left to do, with outputs evaluated anew', async () => {
    const plan: Plan = { ...chain('a'), outputs: { out: '${{ tasks.a.output.by }}' }, result_reads: [0] };
    const { run } = await ended(plan);
    await harness.sql(
      `UPDATE maestro_runs SET status = 'failed', error = '{"code":"expression-error"}' WHERE id = $1`,
      [run.runId],
    );
    const retried = await newRun(run, { mode: 'retry_failed' });
    const [row] = await harness.sql<object>('SELECT status, outputs FROM maestro_runs WHERE id = $1', [
      retried.runId,
    ]);
    expect(row).toEqual({ status: 'succeeded', outputs: { out: 'a' } });
  });

  it('refuses what cannot be repeated', async () => {
    const run = await harness.start(chain('a', 'b'));
    const refused = (request: Partial<RerunRequest>) => code(again(run, request));
    expect(await refused({})).toBe('run-not-ended');
    await play();
    expect(await refused({ mode: 'retry_failed' })).toBe('nothing-to-retry');
    expect(await refused({ from: ['nowhere'] })).toBe('unknown-node');
    expect(await refused({ version: 7 })).toBe('unknown-ref');
    expect(await refused({ version: 0 })).toBe('out-of-range');
    expect(await refused({ inputs: { n: 1 } })).toBe('input-invalid');
    expect(await refused({ runId: run.tenantId })).toBe('not-found');
  });
});

describe('the key of an effect', () => {
  it('names the run, the node, and the items around it', async () => {
    const run = await harness.start(onlyMap([1, 2], {}, { id: 'score' }));
    const keys: Promise<string>[] = [];
    await work(harness, (task) => (keys.push(effectKey(harness.engine, task)), succeed()));
    const id = formatId('run', run.runId);
    expect((await Promise.all(keys)).sort()).toEqual([`${id}/score[0]`, `${id}/score[1]`]);
  });
});
