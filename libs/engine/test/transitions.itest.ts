import { planOf, randomRun, type RandomRun } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { isTerminalTaskStatus, taskLegalPairs, taskMachine, type TaskStatus } from '@maestro/state-machine';
import fc from 'fast-check';
import { cancelRun, rescueLost, sweepRuns, wakeTimers, type ClaimedTask, type RunRef } from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';
import { violations } from './invariants';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const error = new MaestroError('command-failed', 'as planned').toProblem();
const LEASE_MS = 6_000;

/** Chance, from 0 to 99. */
type Dice = () => number;

/** What happens to an attempt: most end as planned; some are tried again, handed back, or die with their worker. */
async function perform(
  worker: TestWorker,
  task: ClaimedTask,
  play: { random: RandomRun; dice: Dice },
): Promise<void> {
  const roll = play.dice();
  if (roll < 8) return;
  if (roll < 14) return void (await worker.finish(task, { kind: 'release' }));
  if (roll < 24) return void (await worker.finish(task, { kind: 'retry', error, delayMs: 10_000 }));
  if (roll < 28) return void (await worker.finish(task, { kind: 'cancelled' }));
  const take = roll % 2;
  const outcome =
    task.run.plan.nodes[task.n]?.when === 'false'
      ? { kind: 'skipped' as const }
      : play.random.failing.includes(task.n)
        ? { kind: 'failed' as const, error }
        : succeed(task.n);
  const { next } = await worker.finish(task, outcome, take);
  for (const successor of next) await perform(worker, successor, play);
}

/** One worker takes what it is sent, somebody cancels runs, and time passes until every lease is over. */
async function playRound(plays: ReadonlyMap<string, RandomRun>, dice: Dice): Promise<void> {
  const worker = await harness.worker();
  const tasks = await worker.claim(harness.inbox.splice(0).filter(() => dice() >= 10));
  await cancelSome(dice);
  for (const task of tasks) {
    const random = plays.get(task.run.ref.runId) as RandomRun;
    await perform(worker, task, { random, dice });
  }
  await worker.completer.idle();
  await cancelSome(dice);
  await harness.advance(LEASE_MS + 1_000);
  await rescueLost(harness.engine);
  await wakeTimers(harness.engine);
  await sweepRuns(harness.engine);
}

async function openRuns(): Promise<RunRef[]> {
  return harness.sql<RunRef>(
    'SELECT tenant_id AS "tenantId", id AS "runId" FROM maestro_runs WHERE finished_at IS NULL ORDER BY id',
  );
}

async function cancelSome(dice: Dice): Promise<void> {
  for (const run of await openRuns())
    if (dice() < 5) await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
}

const chain: RandomRun = {
  plan: planOf(
    [{}, {}, {}, {}],
    [0, 1, 2].map((n) => ({ from: n, to: n + 1 })),
  ),
  failing: [],
};

/** What chance brings about too seldom: runs cancelled while their task runs, and while it is parked. */
async function cancelInTheMiddle(): Promise<void> {
  const worker = await harness.worker();
  for (const outcome of [succeed(), { kind: 'retry' as const, error, delayMs: 10_000 }]) {
    const run = await harness.start(chain.plan);
    const [task] = await worker.claim(harness.inbox.splice(0));
    const cancel = () => cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    if (outcome.kind === 'succeeded') await cancel();
    if (task) await worker.finish(task, outcome);
    if (outcome.kind === 'retry') await cancel();
    await worker.completer.idle();
  }
}

/** A task that nobody takes in time. */
async function expireInTheQueue(): Promise<void> {
  await harness.start(planOf([{ start_timeout_ms: 5_000 }], []));
  harness.inbox.splice(0);
  await harness.advance(20_000);
  await sweepRuns(harness.engine);
}

interface Step {
  run_id: string;
  n: number;
  from: TaskStatus | null;
  to: TaskStatus;
}

/** Every step that the history tells, and where each task is now. */
async function readHistory(): Promise<{
  steps: Step[];
  tasks: { run_id: string; n: number; status: TaskStatus }[];
}> {
  return {
    steps: await harness.sql<Step>(`
      SELECT e.run_id, (s.step ->> 0)::int AS n, s.step ->> 1 AS "from", s.step ->> 2 AS "to"
      FROM maestro_events e, json_array_elements(e.transitions) AS s (step)`),
    tasks: await harness.sql('SELECT run_id, n, status FROM maestro_tasks'),
  };
}

const pairOf = ({ from, to }: { from: string | null; to: string }) => `${from ?? 'none'} > ${to}`;
const created = taskMachine.initial.map((to) => pairOf({ from: null, to }));
const legal = taskLegalPairs.map(pairOf);

/** A claim writes no event, so that it need not wait for the disk: the attempt's end tells that it was. */
const unrecorded = pairOf({ from: 'queued', to: 'running' });

/** Steps that need somebody outside the run: what a parked task waits for, or an operator. Their own tests take them. */
const fromOutside = ['waiting', 'succeeded', 'failed', 'skipped']
  .map((to) => pairOf({ from: 'waiting', to }))
  .concat(pairOf({ from: 'queued', to: 'skipped' }));

/**
 * The statuses that a task entered more often than it left them. What is queued and what runs counts as one, as the
 * step between them is not written; a task that waits for its edges is there without a step.
 */
function balanceOf(steps: readonly Step[]): Record<string, number> {
  const balance: Record<string, number> = {};
  const add = (status: string, count: number) => (balance[status] = (balance[status] ?? 0) + count);
  const merged = (status: string) => (status === 'running' ? 'queued' : status);
  for (const { from, to } of steps) {
    if (from !== null) add(merged(from), -1);
    add(merged(to), 1);
  }
  if (!steps.some(({ from }) => from === null)) add('pending', 1);
  return Object.fromEntries(Object.entries(balance).filter(([, count]) => count !== 0));
}

describe('what history tells of random runs', () => {
  beforeAll(async () => {
    const game = fc.record({
      runs: fc.array(randomRun({ maxNodes: 8, maxEdges: 14 }), { minLength: 60, maxLength: 60 }),
      rolls: fc.infiniteStream(fc.noBias(fc.nat(99))),
    });
    const property = fc.asyncProperty(game, async ({ runs, rolls }) => {
      const plays = new Map<string, RandomRun>();
      for (const random of [...runs, ...Array<RandomRun>(20).fill(chain)])
        plays.set((await harness.start(random.plan)).runId, random);
      for (let round = 0; (await openRuns()).length > 0; round += 1) {
        expect(round).toBeLessThan(100);
        await playRound(plays, () => rolls.next().value as number);
      }
    });
    await cancelInTheMiddle();
    await expireInTheQueue();
    // One long game, not shrunk: a failure prints its seed.
    await fc.assert(property, { numRuns: 1, endOnFailure: true });
  }, 60_000);

  it('keeps every rule', async () => {
    expect(await violations(harness)).toEqual({});
    expect(harness.errors).toEqual([]);
  });

  it('is made of pairs that the state machine allows', async () => {
    const seen = new Set((await readHistory()).steps.map(pairOf));
    expect([...seen].filter((pair) => !legal.includes(pair) && !created.includes(pair))).toEqual([]);
  });

  it('has every pair that the state machine allows, so that the other tests were about something', async () => {
    const seen = new Set((await readHistory()).steps.map(pairOf));
    // Nothing is held in `ready`: every queue takes all there is.
    const expected = legal.filter(
      (pair) => pair !== unrecorded && !fromOutside.includes(pair) && !/\bready\b/.test(pair),
    );
    expect(expected.filter((pair) => !seen.has(pair))).toEqual([]);
  });

  it('leads each task, without a step too many or too few, to where it is', async () => {
    const { steps, tasks } = await readHistory();
    const byTask = new Map<string, Step[]>();
    for (const step of steps) {
      const key = `${step.run_id} ${step.n}`;
      byTask.set(key, [...(byTask.get(key) ?? []), step]);
    }
    expect(tasks.every(({ status }) => isTerminalTaskStatus(status))).toBe(true);
    const odd = tasks.flatMap(({ run_id, n, status }) => {
      const told = byTask.get(`${run_id} ${n}`) ?? [];
      const balance = balanceOf(told);
      return balance[status] === 1 && Object.keys(balance).length === 1 ? [] : [{ run_id, n, status, told }];
    });
    expect(odd).toEqual([]);
  });
});
