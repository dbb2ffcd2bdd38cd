import type { Plan, PlanNode } from '@maestro/dsl';
import { randomRun } from '@maestro/flow/testing';
import fc from 'fast-check';
import { createHarness, type Harness } from './harness';
import { violations } from './invariants';
import { RandomLife, type Dice } from './random-life';

/**
 * The lives that libs/flow/test/model plays in memory, on the real engine: other plans and other accidents in each.
 * `MAESTRO_MODEL_SEED` repeats one of them, `MAESTRO_MODEL_LIVES` plays more of them.
 */
const given = process.env.MAESTRO_MODEL_SEED;
const first = Number(given ?? Date.now() % 1_000_000_000);
const LIVES = given === undefined ? Number(process.env.MAESTRO_MODEL_LIVES ?? 150) : 1;
const STEPS = 20;

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

/** Numbers that look random and are the same for one seed. */
function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

const plans = randomRun({ maxNodes: 5, maxEdges: 8, depth: 1 });

function planOfSeed(seed: number, dice: Dice): Plan {
  const [run] = fc.sample(plans, { numRuns: 1, seed });
  if (!run) throw new Error('there is always one');
  const nodes = run.plan.nodes.map((node): PlanNode => {
    const retry = { ...node.retry, max_attempts: 1 + dice(3) };
    if (node.kind !== 'task') return { ...node, retry, light: false };
    const kind = ([...Array<PlanNode['kind']>(4).fill('task'), 'wait', 'signal'] as const)[dice(6)] ?? 'task';
    const wait = kind === 'wait' ? { for: '5s', until: null } : null;
    const signal = kind === 'signal' ? { name: 'go', timeout_ms: null, on_timeout: 'fail' as const } : null;
    return { ...node, retry, kind, wait, signal, light: kind === 'task' };
  });
  return { ...run.plan, nodes };
}

async function live(seed: number): Promise<void> {
  const dice = diceOf(seed);
  const life = new RandomLife(harness, dice);
  const known = harness.errors.length;
  try {
    const others = dice(2) === 0 ? [] : [planOfSeed(seed + 1, dice)];
    await life.begin([planOfSeed(seed, dice), ...others], 2);
    for (let step = 0; step < STEPS; step += 1) await life.step();
    await life.settle();
    expect(await violations(harness)).toEqual({});
    expect(harness.errors.slice(known)).toEqual([]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`MAESTRO_MODEL_SEED=${seed}: ${message}\n${life.trace.join(', ')}`, { cause: error });
  }
}

it(`${LIVES} random lives on the real engine break no rule, and end once the faults do`, async () => {
  process.stdout.write(`random lives from seed ${first}\n`);
  for (let seed = first; seed < first + LIVES; seed += 1) {
    harness.inbox.splice(0);
    await live(seed);
  }
}, 600_000);
