import type { Plan } from '@maestro/dsl';
import { planOf, type NodeDraft } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { formatId, formatTaskId } from '@maestro/persistence';
import {
  cancelRun,
  explainRun,
  openSession,
  pauseRun,
  resumeRun,
  retryTaskNow,
  sendSignal,
  skipTask,
  sweepRun,
  vote,
  wakeTimers,
  type ClaimedTask,
  type CompletionOutcome,
  type RunRef,
  type WaitCode,
} from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';
import { violations } from './invariants';
import { loopNode, onlyMap, shape } from './kinds-plans';
import { approval, outcomeOf, signal, wait, work } from './waiting';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  harness.inbox.splice(0);
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const asked = { actor: 'key:me', reason: 'why not' };
const chain = (...nodes: NodeDraft[]) =>
  planOf(
    nodes,
    nodes.slice(1).map((_, n) => ({ from: n, to: n + 1 })),
  );
const explain = async (run: RunRef) => {
  const explained = await explainRun(harness.engine, { ...run, after: null, limit: 100 });
  if (!explained) throw new Error('no such run');
  return explained;
};
const task = async (run: RunRef, n: number) => (await explain(run)).tasks.find((one) => one.n === n);
const failure = new MaestroError('connection', 'refused').toProblem();
const parked = (reason: 'CONCURRENCY' | 'RATE_LIMIT'): CompletionOutcome => ({
  kind: 'park',
  wait: { reason, key: 'k', wakeMs: 60_000, detail: {} },
});

/** Performs what is queued once, as the test says or as its kind does, and leaves the rest. */
async function once(worker: TestWorker, outcome?: CompletionOutcome): Promise<void> {
  for (const claimed of await worker.claim(harness.inbox.splice(0)))
    await worker.finish(claimed, outcome ?? (await outcomeOf(harness, claimed)));
  await worker.completer.idle();
}

interface Case {
  code: WaitCode;
  plan: Plan;
  /** Number of the task that waits. */
  n: number;
  reach(run: RunRef, worker: TestWorker): Promise<unknown>;
  blocking(run: RunRef): object;
  /** Takes the blocker away; what is queued then is performed. */
  remove(run: RunRef, worker: TestWorker): Promise<unknown>;
}

const hourLater = async () => {
  await harness.advance(3_600_000);
  await wakeTimers(harness.engine);
};

const cases: Case[] = [
  {
    code: 'DEPENDENCY',
    plan: chain({}, {}),
    n: 1,
    reach: () => Promise.resolve(),
    blocking: (run) => ({ type: 'task', ids: [formatTaskId(run.runId, 0)] }),
    remove: (run) => skipTask(harness.engine, { ...run, n: 0, ...asked }),
  },
  {
    code: 'QUEUED',
    plan: chain({}),
    n: 0,
    reach: () => Promise.resolve(),
    blocking: () => ({ type: 'queue', ids: ['default'] }),
    remove: () => Promise.resolve(),
  },
  {
    code: 'NO_WORKER',
    plan: chain({ queue: 'gpu' }),
    n: 0,
    reach: () => Promise.resolve(),
    blocking: () => ({ type: 'queue', ids: ['gpu'] }),
    remove: async (run) => {
      await openSession(harness.engine, { name: 'gpu', queues: ['gpu'], leaseMs: 6_000 });
      expect(await task(run, 0)).toMatchObject({ code: 'QUEUED' });
    },
  },
  {
    code: 'PAUSED',
    plan: chain({}),
    n: 0,
    reach: (run) => pauseRun(harness.engine, { ...run, ...asked }),
    blocking: (run) => ({ type: 'run', ids: [formatId('run', run.runId)] }),
    remove: (run) => resumeRun(harness.engine, { ...run, ...asked }),
  },
  {
    code: 'ADMISSION',
    plan: chain({}),
    n: 0,
    reach: async (run) => {
      harness.inbox.splice(0);
      await harness.sql(`UPDATE maestro_tasks SET status = 'ready' WHERE run_id = $1`, [run.runId]);
    },
    blocking: () => ({ type: 'queue', ids: ['default'] }),
    remove: async (run) => {
      await harness.sql(`UPDATE maestro_tasks SET status = 'queued' WHERE run_id = $1`, [run.runId]);
      harness.inbox.push({ ...run, n: 0, queue: 'default' });
    },
  },
  {
    code: 'BACKOFF',
    plan: chain({}),
    n: 0,
    reach: (_, worker) => once(worker, { kind: 'retry', error: failure, delayMs: 3_600_000 }),
    blocking: () => ({ type: 'instant', detail: { attempt: 1 } }),
    remove: (run) => retryTaskNow(harness.engine, { ...run, n: 0, ...asked }),
  },
  {
    code: 'TIMER',
    plan: chain(wait({ for: '1h' })),
    n: 0,
    reach: (_, worker) => once(worker),
    blocking: () => ({ type: 'instant' }),
    remove: hourLater,
  },
  {
    code: 'SIGNAL',
    plan: chain(signal()),
    n: 0,
    reach: (_, worker) => once(worker),
    blocking: (run) => ({
      type: 'signal',
      ids: ['go'],
      detail: { send: `POST /api/runs/${formatId('run', run.runId)}/signals/go` },
    }),
    remove: (run) =>
      sendSignal(harness.engine, { ...run, name: 'go', payload: null, actor: 'key:me', source: null }),
  },
  {
    code: 'APPROVAL',
    plan: chain(approval({ quorum: 2 })),
    n: 0,
    reach: async (run, worker) => {
      await once(worker);
      await approve(run, 'ann');
    },
    blocking: () => ({ type: 'person', ids: ['role:operator'], detail: { approvals: 1, quorum: 2 } }),
    remove: (run) => approve(run, 'bob'),
  },
  {
    code: 'ITEMS',
    plan: onlyMap([1, 2, 3], { max: 2 }),
    n: 0,
    reach: (_, worker) => once(worker),
    blocking: () => ({ type: 'task', detail: { open: 2, created: 2, count: 3 } }),
    remove: () => Promise.resolve(),
  },
  {
    code: 'ROUND',
    plan: planOf([loopNode('true'), {}], [], shape(1, [0, 1, 1])),
    n: 0,
    reach: (_, worker) => once(worker),
    blocking: () => ({ type: 'task', detail: { round: 1, max_rounds: 5 } }),
    remove: () => Promise.resolve(),
  },
];

async function approve(run: RunRef, person: string): Promise<void> {
  const [row] = await harness.sql<{ digest: string }>(
    'SELECT digest FROM maestro_approvals WHERE run_id = $1',
    [run.runId],
  );
  const ballot = { n: 0, roles: ['operator'], decision: 'approve' as const, comment: null };
  await vote(harness.engine, { ...run, ...ballot, person, subject: person, digest: row?.digest ?? '' });
}

describe('a task', () => {
  it.each(cases)(
    'waits with $code, and moves once that is gone',
    async ({ code, plan, n, reach, blocking, remove }) => {
      const worker = await harness.worker();
      const run = await harness.start(plan);
      await reach(run, worker);
      const found = await task(run, n);
      expect(found).toMatchObject({ code, blocking: blocking(run) });
      expect(found?.message).toMatch(/\S.*\.$/);
      expect(found?.lookedAtAgain).toBeInstanceOf(Date);
      await remove(run, worker);
      await work(harness, undefined, worker);
      expect((await harness.statuses(run)).run).toBe('succeeded');
      expect(await explain(run)).toEqual({ run: null, tasks: [], hasMore: false });
    },
  );

  it('that runs names its worker', async () => {
    const run = await harness.start(chain({}));
    const worker = await harness.worker('anna');
    const [claimed] = await worker.claim(harness.inbox.splice(0));
    expect(await task(run, 0)).toMatchObject({
      code: 'RUNNING',
      blocking: { type: 'worker', ids: ['anna'] },
    });
    expect((await explain(run)).run).toMatchObject({
      code: 'RUNNING',
      blocking: { ids: [formatTaskId(run.runId, 0)] },
    });
    await harness.sql('UPDATE maestro_worker_sessions SET expires_at = maestro_now() WHERE id = $1', [
      worker.sessionId,
    ]);
    expect(await task(run, 0)).toMatchObject({ code: 'SWEEP', blocking: { type: 'worker', ids: ['anna'] } });
    await worker.finish(claimed as ClaimedTask, succeed());
    await worker.completer.idle();
  });

  it.each(['CONCURRENCY', 'RATE_LIMIT'] as const)(
    'that waits with %s names the key and who holds it',
    async (reason) => {
      const [holder, run] = [await harness.start(chain({})), await harness.start(chain({}))];
      await harness.sql(
        `INSERT INTO maestro_slots (tenant_id, run_id, n, key, kind) VALUES ($1, $2, 0, 'k', 'slot') ON CONFLICT DO NOTHING`,
        [run.tenantId, holder.runId],
      );
      const worker = await harness.worker();
      harness.inbox.splice(0, 1);
      await once(worker, parked(reason));
      const ids = reason === 'CONCURRENCY' ? [formatTaskId(holder.runId, 0)] : [];
      expect(await task(run, 0)).toMatchObject({
        code: reason,
        blocking: { type: 'slot', ids, detail: { key: 'k' } },
      });
      await harness.sql(`DELETE FROM maestro_slots WHERE run_id = $1`, [holder.runId]);
      await hourLater();
      await work(harness, undefined, worker);
      expect((await harness.statuses(run)).run).toBe('succeeded');
    },
  );

  it('that waits for a child run names it', async () => {
    const [child, run] = [await harness.start(chain({})), await harness.start(chain({}))];
    const worker = await harness.worker();
    harness.inbox.splice(0, 1);
    await once(worker, { kind: 'park', wait: { reason: 'CHILD', wakeMs: null, detail: {} } });
    await harness.sql(
      'UPDATE maestro_runs SET parent_run = $2, parent_n = 0, parent_attempt = 1 WHERE id = $1',
      [child.runId, run.runId],
    );
    expect(await task(run, 0)).toMatchObject({
      code: 'CHILD',
      blocking: { type: 'run', ids: [formatId('run', child.runId)] },
    });
    harness.inbox.push({ ...child, n: 0, queue: 'default' });
    await work(harness, undefined, worker);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });
});

describe('a run', () => {
  it('that winds down says who asked, and what still runs', async () => {
    const run = await harness.start(chain({}, {}));
    const worker = await harness.worker();
    const [claimed] = await worker.claim(harness.inbox.splice(0));
    await cancelRun(harness.engine, { ...run, ...asked });
    expect((await explain(run)).run).toMatchObject({
      code: 'WINDING_DOWN',
      blocking: {
        type: 'task',
        ids: [formatTaskId(run.runId, 0)],
        detail: { cause: 'cancel', asked_by: 'key:me', reason: 'why not' },
      },
    });
    await worker.finish(claimed as ClaimedTask, { kind: 'cancelled' });
    await worker.completer.idle();
    expect((await harness.statuses(run)).run).toBe('cancelled');
  });

  it('that undoes what it did names the compensation', async () => {
    const plan = planOf([{ compensate: 2 }, {}, { compensates: 0 }], [{ from: 0, to: 1 }], {
      top: 2,
      bodies: [],
    });
    const run = await harness.start(plan);
    const worker = await harness.worker();
    await once(worker);
    await once(worker, { kind: 'failed', error: failure });
    expect((await explain(run)).run).toMatchObject({ code: 'COMPENSATION', blocking: { type: 'task' } });
    await work(harness, undefined, worker);
    expect((await harness.statuses(run)).run).toBe('failed');
  });

  it('that is paused says by whom', async () => {
    const run = await harness.start(chain({}));
    await pauseRun(harness.engine, { ...run, ...asked });
    expect((await explain(run)).run).toMatchObject({
      code: 'PAUSED',
      blocking: { detail: { asked_by: 'key:me' } },
    });
    await cancelRun(harness.engine, { ...run, ...asked });
  });

  it('with nothing left to move waits for the sweep', async () => {
    const run = await harness.start(chain({}, {}));
    const worker = await harness.worker();
    await skipTask(harness.engine, { ...run, n: 1, ...asked });
    await once(worker);
    expect(await explain(run)).toMatchObject({ run: { code: 'SWEEP' }, tasks: [] });
    await sweepRun(harness.engine, worker.completer, run);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it.each(['CONCURRENCY', 'START_TIME', 'QUOTA'] as const)('that is held back says %s', async (reason) => {
    const run = await harness.start(chain({}));
    await harness.sql(
      `WITH r AS (UPDATE maestro_runs SET status = 'pending' WHERE id = $2)
       INSERT INTO maestro_holds (tenant_id, run_id, reason, key) VALUES ($1, $2, $3, 'k')`,
      [run.tenantId, run.runId, reason],
    );
    expect(await explain(run)).toMatchObject({ run: { code: reason }, tasks: [{ code: reason }] });
    await harness.sql(
      `WITH r AS (UPDATE maestro_runs SET status = 'queued' WHERE id = $1) DELETE FROM maestro_holds WHERE run_id = $1`,
      [run.runId],
    );
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('that never was is not explained, and a long list comes in pages', async () => {
    const run = await harness.start(
      planOf(
        Array.from({ length: 5 }, () => ({})),
        [],
      ),
    );
    expect(
      await explainRun(harness.engine, { ...run, runId: run.tenantId, after: null, limit: 1 }),
    ).toBeNull();
    const first = await explainRun(harness.engine, { ...run, after: null, limit: 2 });
    const second = await explainRun(harness.engine, { ...run, after: 1, limit: 3 });
    expect([first?.tasks.map(({ n }) => n), first?.hasMore]).toEqual([[0, 1], true]);
    expect([second?.tasks.map(({ n }) => n), second?.hasMore]).toEqual([[2, 3, 4], false]);
    await cancelRun(harness.engine, { ...run, ...asked });
  });
});
