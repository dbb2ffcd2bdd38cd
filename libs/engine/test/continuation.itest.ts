import { planOf } from '@maestro/flow/testing';
import { asOwner, eventually } from '@maestro/testing';
import { writeCompletions, type SettledCompletion } from '../src/complete-tasks';
import { settle } from '../src/settle';
import type { ClaimedTask } from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';

let harness: Harness;
let worker: TestWorker;
beforeAll(async () => {
  harness = await createHarness();
  worker = await harness.worker();
});
afterAll(() => harness.close());

/** A task that ended well, as the batcher hands it on; with `limit`, its caller asks for that many successors. */
async function settled(task: ClaimedTask | undefined, limit: number): Promise<SettledCompletion> {
  if (!task) throw new Error('nothing claimed');
  const completion = {
    run: task.run.ref,
    plan: task.run.plan,
    n: task.n,
    token: task.token,
    from: 'running' as const,
    outcome: succeed(),
    take: { queue: 'default', limit },
  };
  return {
    completion,
    settlement: await settle(harness.engine, completion),
    stored: { output: 'null', ref: null },
  };
}

/** Two tasks without a predecessor, each followed by one of its own: 0 → 2 and 1 → 3. */
async function claimTwo(): Promise<[ClaimedTask | undefined, ClaimedTask | undefined]> {
  const edges = [
    { from: 0, to: 2 },
    { from: 1, to: 3 },
  ];
  await harness.start(planOf([{}, {}, {}, {}], edges));
  const tasks = await worker.claim(harness.inbox.splice(0));
  return [tasks.find(({ n }) => n === 0), tasks.find(({ n }) => n === 1)];
}

const write = (batch: SettledCompletion[], takeToken = '7') =>
  writeCompletions(harness.engine, batch, { sessionId: worker.sessionId, takeToken });

describe('a successor that is claimed by the statement that ends its predecessor', () => {
  it('goes to the completion that asked for it, not to its neighbours of the same run', async () => {
    const [one, two] = await claimTwo();
    const { results, queued } = await write([await settled(one, 0), await settled(two, 1)]);
    expect(results).toEqual([
      { state: 'done', taken: [] },
      { state: 'done', taken: [{ n: 3, attempt: 1, token: '7' }] },
    ]);
    expect(queued.map(({ n }) => n)).toEqual([2]);
  });

  it('goes to each as it asked, in one batch', async () => {
    const [one, two] = await claimTwo();
    const { results } = await write([await settled(two, 1), await settled(one, 1)]);
    expect(results.map(({ taken }) => taken.map(({ n }) => n))).toEqual([[3], [2]]);
  });

  it('is found again by a repeat whose first answer was lost', async () => {
    const [one, two] = await claimTwo();
    const batch = [await settled(one, 0), await settled(two, 1)];
    const first = await write(batch);
    const again = await write(batch);
    expect(again.results.map(({ state }) => state)).toEqual(['already', 'already']);
    expect(again.results.map(({ taken }) => taken)).toEqual(first.results.map(({ taken }) => taken));
  });

  it('is handed out once, also beside a repeat', async () => {
    const [one, two] = await claimTwo();
    const early = await settled(one, 0);
    await write([early], '8');
    const { results } = await write([early, await settled(two, 1)], '9');
    expect(results).toEqual([
      { state: 'already', taken: [] },
      { state: 'done', taken: [{ n: 3, attempt: 1, token: '9' }] },
    ]);
  });

  it('does not go to an attempt that was refused', async () => {
    const edges = [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
    ];
    await harness.start(planOf([{}, {}, { join: 'any' }], edges));
    const [zombie, live] = await worker.claim(harness.inbox.splice(0));
    const stale = await settled(zombie && { ...zombie, token: '1' }, 1);
    const { results } = await write([stale, await settled(live, 1)]);
    expect(results.map(({ state, taken }) => [state, taken.map(({ n }) => n)])).toEqual([
      ['stale', []],
      ['done', [2]],
    ]);
  });

  it('starts after the last of its predecessors, also where the statement that starts it began before that one ended', async () => {
    const edges = [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
    ];
    const run = await harness.start(planOf([{}, {}, {}], edges));
    const tasks = await worker.claim(harness.inbox.splice(0));
    const [slow, fast] = [0, 1].map((n) => tasks.find((task) => task.n === n));
    const [first, second] = [await settled(slow, 1), await settled(fast, 1)];
    const writing = await asOwner(harness.ownerUrl, async (owner) => {
      await owner.query('BEGIN');
      // As the engine: the owner sees no rows of tenants.
      await owner.query('SET LOCAL ROLE maestro_engine');
      await owner.query('SELECT 1 FROM maestro_tasks WHERE run_id = $1 AND n = 0 FOR UPDATE', [run.runId]);
      const held = write([first]);
      await eventually(
        async () => (await owner.query(`SELECT 1 FROM pg_locks WHERE NOT granted`)).rows.length > 0,
      );
      await write([second]);
      await owner.query('COMMIT');
      return held;
    });
    expect(writing.results[0]?.taken.map(({ n }) => n)).toEqual([2]);
    const [row] = await harness.sql<{ fine: boolean }>(
      `SELECT j.started_at >= max(p.finished_at) AS fine FROM maestro_tasks j JOIN maestro_tasks p USING (run_id)
       WHERE j.run_id = $1 AND j.n = 2 AND p.n < 2 GROUP BY j.started_at`,
      [run.runId],
    );
    expect(row?.fine).toBe(true);
  });
});
