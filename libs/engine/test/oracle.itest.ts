import { simulate } from '@maestro/flow';
import { behaviourOf, randomRun, type RandomRun } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import fc from 'fast-check';
import { refillQueue, type RunRef } from '../src';
import { createHarness, succeed, type Behaviour, type Harness } from './harness';
import { violations } from './invariants';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const error = new MaestroError('command-failed', 'as planned').toProblem();
const behaviour =
  (failing: ReadonlySet<number>): Behaviour =>
  (task) => {
    if (task.run.plan.nodes[task.n]?.when === 'false') return { kind: 'skipped' };
    return failing.has(task.n) ? { kind: 'failed', error } : succeed(task.n);
  };

/** The engine on Postgres against the same plan simulated in memory. */
async function agrees({ plan, failing }: RandomRun, take: number): Promise<void> {
  const expected = simulate(plan, behaviourOf({ plan, failing }));
  const run = await harness.start(plan);
  await (await harness.worker()).drain(behaviour(new Set(failing)), take);
  const actual = await harness.statuses(run);
  expect(actual.run).toBe(expected.outcome);
  // While a run winds down, what is cancelled before it begins depends on who is quicker.
  if (expected.outcome !== 'failed') expect(actual.tasks).toEqual(expected.statuses);
}

describe('the engine and the oracle', () => {
  it.each([
    ['through the queue', 0],
    ['continuing in the worker', 1],
  ])(
    'agree on random graphs with failures, conditions and joins, %s',
    async (_, take) => {
      await fc.assert(
        fc.asyncProperty(randomRun({ maxNodes: 12, maxEdges: 24 }), (random) => agrees(random, take)),
        { numRuns: 100 },
      );
      expect(await violations(harness)).toEqual({});
      expect(harness.errors).toEqual([]);
    },
    60_000,
  );

  it('agree when many runs share batches, messages come twice, out of order, or not at all', async () => {
    const runs = fc.sample(randomRun({ maxNodes: 10, maxEdges: 20 }), { numRuns: 60 });
    const started = new Map<string, RandomRun>();
    const refs: RunRef[] = [];
    for (const random of runs) {
      const ref = await harness.start(random.plan);
      started.set(ref.runId, random);
      refs.push(ref);
    }
    const workers = await Promise.all([harness.worker('a'), harness.worker('b')]);
    const behave: Behaviour = (task) => behaviour(new Set(started.get(task.run.ref.runId)?.failing))(task);
    for (let round = 0; ; round += 1) {
      const messages = harness.inbox.splice(0).sort(() => Math.random() - 0.5);
      harness.inbox.push(
        ...messages.filter((_, i) => i % 10 !== round % 10),
        ...messages.filter((_, i) => i % 7 === 0),
      );
      await Promise.all(workers.map((worker) => worker.drain(behave, 1)));
      if ((await refillQueue(harness.engine)) === 0) break;
    }
    for (const ref of refs) {
      const random = started.get(ref.runId) as RandomRun;
      expect((await harness.statuses(ref)).run).toBe(simulate(random.plan, behaviourOf(random)).outcome);
    }
    expect(await violations(harness)).toEqual({});
    expect(harness.errors).toEqual([]);
  }, 60_000);
});
