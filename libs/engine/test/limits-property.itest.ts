import { planOf } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { cancelRun, rescueLost, sweepRuns, wakeTimers, type ClaimedTask, type RunRef } from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';
import { violations } from './invariants';
import { begin, limited } from './limits-driver';

/**
 * Eight workers at once, who finish, fail, die and are told to stop at random: whatever they do, no more attempts of a key run
 * than it has slots, and all of them get their turn.
 */
const given = process.env.MAESTRO_MODEL_SEED;
const first = Number(given ?? Date.now() % 1_000_000_000);
const SEEDS = given === undefined ? 5 : 1;
const WORKERS = 8;
const RUNS = 24;

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

function diceOf(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** What runs of each key, counted late at its beginning and early at its end: never more than really do. */
class Floor {
  readonly running = new Map<string, number>();
  readonly exceeded: string[] = [];

  constructor(private readonly limitOf: (key: string) => number) {}

  enter(key: string): void {
    const count = (this.running.get(key) ?? 0) + 1;
    this.running.set(key, count);
    if (count > this.limitOf(key)) this.exceeded.push(`${count} of ${key}`);
  }

  leave(key: string): void {
    this.running.set(key, (this.running.get(key) ?? 0) - 1);
  }
}

const keyOf = ({ run, node }: ClaimedTask): string => run.plan.nodes[node]?.concurrency?.key ?? '';

/** One worker's day: it takes a few tasks at a time, until there are none. */
async function work(
  worker: TestWorker,
  floor: Floor,
  dice: (count: number) => number,
): Promise<'alive' | 'dead'> {
  while (harness.inbox.length > 0) {
    const tasks = await worker.claim(harness.inbox.splice(0, 1 + dice(4)));
    for (const task of tasks) {
      if (!(await begin(harness, worker, task))) continue;
      floor.enter(keyOf(task));
      // Others have their chance to begin too many.
      await harness.sql('SELECT 1');
      const accident = dice(12);
      if (accident === 0) {
        await harness.sql(
          "UPDATE maestro_worker_sessions SET expires_at = maestro_now() - interval '1 second' WHERE id = $1",
          [worker.sessionId],
        );
        floor.leave(keyOf(task));
        return 'dead';
      }
      floor.leave(keyOf(task));
      const error = new MaestroError('connection', 'as planned').toProblem();
      await worker.finish(task, accident === 1 ? { kind: 'retry', error, delayMs: 1_000 } : succeed());
    }
    await worker.completer.idle();
  }
  return 'alive';
}

async function live(seed: number): Promise<void> {
  const dice = diceOf(seed);
  const limits = new Map([0, 1, 2].map((i) => [`${seed}-${i}`, 1 + dice(4)]));
  const keys = [...limits.keys()];
  const node = () => {
    const key = keys[dice(keys.length)] ?? '';
    return limited(limits.get(key) ?? 1, key);
  };
  const runs: RunRef[] = [];
  for (let i = 0; i < RUNS; i += 1)
    runs.push(await harness.start(planOf([node(), node(), node()], [{ from: 0, to: 1 }])));
  const floor = new Floor((key) => limits.get(key) ?? 0);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => harness.worker()));
  for (let round = 0; round < 200; round += 1) {
    const ends = await Promise.all(workers.map((worker) => work(worker, floor, dice)));
    for (const [i, end] of ends.entries()) if (end === 'dead') workers[i] = await harness.worker();
    await rescueLost(harness.engine, 50);
    const [stopped] = dice(6) === 0 ? [runs[dice(runs.length)]] : [];
    if (stopped) await cancelRun(harness.engine, { ...stopped, actor: 'test', reason: null });
    await harness.advance(1_100);
    await wakeTimers(harness.engine);
    if (harness.inbox.length > 0) continue;
    if (await allEnded(runs)) break;
    await harness.advance(16_000);
    for (const [i] of workers.entries()) workers[i] = await harness.worker();
    await rescueLost(harness.engine, 50);
    await sweepRuns(harness.engine);
  }
  expect(floor.exceeded).toEqual([]);
  expect(await allEnded(runs)).toBe(true);
  const held = 'SELECT key, held FROM maestro_slot_keys WHERE tenant_id = $1 AND held <> 0';
  expect(await harness.sql(held, [harness.tenantId])).toEqual([]);
  expect(await violations(harness)).toEqual({});
}

async function allEnded(runs: readonly RunRef[]): Promise<boolean> {
  const open = await harness.sql(
    'SELECT id FROM maestro_runs WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) AND finished_at IS NULL',
    [harness.tenantId, runs.map(({ runId }) => runId)],
  );
  return open.length === 0;
}

it(`a key's limit holds under ${WORKERS} workers, and nobody waits for ever`, async () => {
  for (let seed = first; seed < first + SEEDS; seed += 1) {
    await live(seed).catch((error: Error) => {
      throw new Error(`MAESTRO_MODEL_SEED=${seed}: ${error.message}`, { cause: error });
    });
  }
}, 120_000);
