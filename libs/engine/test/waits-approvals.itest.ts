import { planOf } from '@maestro/flow/testing';
import {
  cancelRun,
  claimTasks,
  inputOf,
  pauseRun,
  prepareTask,
  rescueLost,
  resumeRun,
  sweepRuns,
  vote,
  wakeTimers,
  type RunRef,
  type VoteRequest,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { approval, errorCodes, outcomeOf, outputs, work } from './waiting';

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
const gate = (part?: Parameters<typeof approval>[0]) => planOf([approval(part), {}], [{ from: 0, to: 1 }]);

interface Question {
  digest: string;
  status: string;
  shown: unknown;
  message: string;
}

async function question(run: RunRef, n = 0): Promise<Question> {
  const [row] = await harness.sql<Question>(
    'SELECT digest, status, shown, message FROM maestro_approvals WHERE run_id = $1 AND n = $2',
    [run.runId, n],
  );
  if (!row) throw new Error('nothing was asked');
  return row;
}

async function answer(run: RunRef, person: string, more: Partial<VoteRequest> = {}) {
  const { digest } = await question(run, more.n);
  const base = { n: 0, roles: ['operator'], decision: 'approve' as const, comment: null };
  return vote(harness.engine, { ...run, ...base, person, subject: person, digest, ...more });
}

describe('people', () => {
  it('approve: the task succeeds with their votes, the next one runs', async () => {
    const run = await harness.start(gate({ quorum: 2 }));
    await work(harness);
    expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
    expect(await answer(run, 'key:ann', { comment: 'fine' })).toBe('pending');
    expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
    expect(await answer(run, 'key:bob')).toBe('approved');
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await outputs(harness, run)).toEqual([
      {
        approved: true,
        votes: [
          { person: 'key:ann', decision: 'approve', comment: 'fine', at: expect.any(String) },
          { person: 'key:bob', decision: 'approve', comment: null, at: expect.any(String) },
        ],
      },
      null,
    ]);
  });

  it('reject: one is enough, and there is no other attempt', async () => {
    const run = await harness.start(gate({ quorum: 3 }));
    await work(harness);
    await answer(run, 'key:ann');
    expect(await answer(run, 'key:bob', { decision: 'reject', comment: 'no' })).toBe('rejected');
    expect(await errorCodes(harness, run)).toEqual(['approval-rejected', null]);
    expect((await harness.statuses(run)).run).toBe('failed');
    await expect(answer(run, 'key:cyd')).rejects.toMatchObject({ code: 'not-pending' });
  });

  it.each<[string, Partial<VoteRequest>, string]>([
    ['who have another role', { roles: ['viewer'] }, 'not-eligible'],
    ['who started the run', { subject: 'test' }, 'self-approval'],
    ['who read something else', { digest: 'f'.repeat(64) }, 'digest-mismatch'],
    ['who ask about nothing', { n: 1, digest: '' }, 'not-found'],
    ['whose comment cannot be stored', { comment: '\u0000' }, 'out-of-range'],
  ])('%s are refused', async (_, more, code) => {
    const run = await harness.start(gate());
    await work(harness);
    const { digest } = await question(run);
    const base = {
      n: 0,
      roles: ['operator'],
      decision: 'approve' as const,
      comment: null,
      person: 'key:ann',
      subject: 'key:1',
      digest,
    };
    await expect(vote(harness.engine, { ...run, ...base, ...more })).rejects.toMatchObject({ code });
    expect((await question(run)).status).toBe('pending');
    await cancelRun(harness.engine, { ...run, ...asked });
  });

  it('are named by role, by key or in person', async () => {
    const run = await harness.start(gate({ approvers: ['key:ann', 'user:bob'], quorum: 2 }));
    await work(harness);
    await expect(answer(run, 'key:cyd')).rejects.toMatchObject({ code: 'not-eligible' });
    await answer(run, 'key:ann', { roles: [] });
    expect(await answer(run, 'user:bob', { roles: [] })).toBe('approved');
    await work(harness);
  });

  it('are told apart by who they are, not by what they are called', async () => {
    const run = await harness.start(gate({ quorum: 2 }));
    await work(harness);
    await answer(run, 'key:ops', { subject: 'key:1' });
    await expect(answer(run, 'key:renamed', { subject: 'key:1' })).rejects.toMatchObject({
      code: 'already-voted',
    });
    expect(await answer(run, 'key:ops', { subject: 'key:2' })).toBe('approved');
    await work(harness);
  });

  it('vote once each, also at the same moment', async () => {
    const run = await harness.start(gate({ quorum: 2 }));
    await work(harness);
    const votes = await Promise.allSettled([1, 2, 3, 4].map(() => answer(run, 'key:ann')));
    expect(votes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const refused of votes)
      if (refused.status === 'rejected') expect(refused.reason).toMatchObject({ code: 'already-voted' });
    expect((await question(run)).status).toBe('pending');
    await cancelRun(harness.engine, { ...run, ...asked });
    expect((await question(run)).status).toBe('cancelled');
  });

  it('decide once, though as many as are needed vote at the same moment', async () => {
    const run = await harness.start(gate({ quorum: 2 }));
    await work(harness);
    const people = ['key:a', 'key:b', 'key:c', 'key:d'];
    const votes = await Promise.allSettled(people.map((person) => answer(run, person)));
    const counted = votes.map((one) =>
      one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code,
    );
    expect(counted.sort()).toEqual(['approved', 'not-pending', 'not-pending', 'pending']);
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('decide against each other: whoever comes first', async () => {
    const run = await harness.start(gate());
    await work(harness);
    const votes = await Promise.allSettled([
      answer(run, 'key:ann'),
      answer(run, 'key:bob', { decision: 'reject' }),
    ]);
    expect(votes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await work(harness);
    const { status } = await question(run);
    expect((await harness.statuses(run)).run).toBe(status === 'approved' ? 'succeeded' : 'failed');
  });
});

describe('a question', () => {
  it.each([
    ['reject' as const, 'failed', 'approval-timeout'],
    ['approve' as const, 'succeeded', null],
  ])('that nobody answers in time ends as %s', async (on_timeout, status, code) => {
    const run = await harness.start(gate({ timeout_ms: 60_000, on_timeout, quorum: 2 }));
    await work(harness);
    await answer(run, 'key:ann');
    await harness.advance(55_000);
    expect(await wakeTimers(harness.engine)).toBe(0);
    await harness.advance(10_000);
    await expect(answer(run, 'key:bob')).rejects.toMatchObject({ code: 'not-pending' });
    await Promise.all([1, 2].map(() => wakeTimers(harness.engine)));
    await work(harness);
    expect((await harness.statuses(run)).run).toBe(status);
    expect((await errorCodes(harness, run))[0]).toBe(code);
    expect((await question(run)).status).toBe('expired');
  });

  it('is answered during a pause, and the answer takes effect at resume', async () => {
    const run = await harness.start(gate());
    await work(harness);
    await pauseRun(harness.engine, { ...run, ...asked });
    expect(await answer(run, 'key:ann')).toBe('approved');
    await harness.advance(20_000);
    await sweepRuns(harness.engine, 1_000);
    expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
    await resumeRun(harness.engine, { ...run, ...asked });
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('is answered before its task is parked: found by whoever looks last', async () => {
    const run = await harness.start(gate());
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    if (!task) throw new Error('nothing was claimed');
    const outcome = await outcomeOf(harness, task);
    await answer(run, 'key:ann');
    expect((await harness.statuses(run)).tasks[0]).toBe('running');
    await worker.finish(task, outcome);
    await worker.completer.idle();
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('outlives the worker that put it: what was answered stays what was asked', async () => {
    const run = await harness.start(gate({ message: 'At ${{ now() }}', quorum: 2 }));
    const worker = await harness.worker();
    const claimed = await claimTasks(harness.engine, harness.inbox.splice(0), worker.sessionId);
    for (const task of claimed.tasks) await outcomeOf(harness, task);
    const before = await question(run);
    await answer(run, 'key:ann');
    await harness.advance(7_000);
    await rescueLost(harness.engine);
    await work(harness);
    expect(await question(run)).toEqual(before);
    // The one that died comes back late, and is refused.
    for (const task of claimed.tasks) {
      expect((await outcomeOf(harness, task)).kind).toBe('failed');
      expect((await worker.finish(task, succeed())).state).toBe('stale');
    }
    await answer(run, 'key:bob');
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('that nobody has answered is put anew by the next attempt; answers to the old one are refused', async () => {
    const run = await harness.start(gate({ message: 'At ${{ now() }}' }));
    const worker = await harness.worker();
    const claimed = await claimTasks(harness.engine, harness.inbox.splice(0), worker.sessionId);
    for (const task of claimed.tasks) await outcomeOf(harness, task);
    const { digest } = await question(run);
    await harness.advance(7_000);
    await rescueLost(harness.engine);
    await work(harness);
    await expect(answer(run, 'key:ann', { digest })).rejects.toMatchObject({ code: 'digest-mismatch' });
    await answer(run, 'key:ann');
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('is taken back where its task is cancelled', async () => {
    const run = await harness.start(gate());
    await work(harness);
    await cancelRun(harness.engine, { ...run, ...asked });
    expect((await question(run)).status).toBe('cancelled');
    await expect(answer(run, 'key:ann')).rejects.toMatchObject({ code: 'not-pending' });
  });

  it('is settled by the sweep where the voter died before it looked', async () => {
    const run = await harness.start(gate());
    await work(harness);
    await harness.sql(
      `INSERT INTO maestro_votes (tenant_id, run_id, n, person, subject, decision)
       VALUES ($1, $2, 0, 'key:ann', 'key:1', 'approve')`,
      [run.tenantId, run.runId],
    );
    await harness.sql(`UPDATE maestro_approvals SET status = 'approved' WHERE run_id = $1`, [run.runId]);
    await harness.advance(20_000);
    await sweepRuns(harness.engine, 1_000);
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it.each([
    ['longer than 8 KiB', { message: 'x'.repeat(8 * 1024 + 1) }, 'limit-exceeded'],
    ['empty', { message: '${{ "" }}' }, 'out-of-range'],
    ['not storable', { message: 'a ${{ "\\u0000" }}' }, 'out-of-range'],
  ])('that is %s is not put', async (_, part, code) => {
    const run = await harness.start(gate(part));
    await work(harness);
    expect((await errorCodes(harness, run))[0]).toBe(code);
  });
});

it('freezes what it covers: shown, digested, and executed as it was shown', async () => {
  const run = await harness.start(
    planOf(
      [
        {},
        approval({ covers: [2] }, { reads: [] }),
        { with: { at: '${{ now() }}', of: '${{ tasks.n0.output }}' }, reads: [0] },
      ],
      [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
      ],
    ),
  );
  const worker = await harness.worker();
  await work(harness, () => succeed('first'), worker);
  const { shown } = await question(run, 1);
  expect(shown).toEqual({
    message: 'May we?',
    covers: { n2: { at: expect.any(String), of: 'first' } },
    version: 1,
  });
  await harness.advance(60_000);
  await answer(run, 'key:ann', { n: 1 });
  const [task] = await worker.claim(harness.inbox.splice(0));
  if (!task) throw new Error('nothing was claimed');
  const scope = await prepareTask(harness.engine, task, new Date());
  if (!scope) throw new Error('it was skipped');
  const input = await inputOf(harness.engine, task, scope);
  expect(input).toEqual((shown as { covers: { n2: unknown } }).covers.n2);
  await worker.finish(task, succeed());
  await worker.completer.idle();
});
