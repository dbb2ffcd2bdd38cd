import fc from 'fast-check';
import type { PlanNode } from '@maestro/dsl';
import { randomRun, type RandomRun } from '../../src/testing/random-run';
import { costOf, type Command } from './commands';
import { enabled, isFair } from './enabled';
import { goOn } from './fair';
import { mutants, type Mutant } from './mutants';
import type { State } from './state';
import { report } from './report';
import { checkedStep } from './step';
import { worldOf } from './world';

const SEQUENCES = 20_000;

interface Game {
  runs: RandomRun[];
  workers: number;
  /** Which of the commands that are possible comes next. */
  picks: number[];
}

const game: fc.Arbitrary<Game> = fc.record({
  runs: fc.array(randomKinds(), { minLength: 1, maxLength: 2 }),
  workers: fc.integer({ min: 1, max: 3 }),
  picks: fc.array(fc.noBias(fc.nat(1_000_000)), { maxLength: 60, size: 'max' }),
});

/** Random plans in which some tasks are waits and signals, and some are tried again. */
function randomKinds(): fc.Arbitrary<RandomRun> {
  const kinds = fc.array(fc.constantFrom('task', 'task', 'task', 'wait', 'signal'), {
    minLength: 4,
    maxLength: 4,
  });
  const plans = randomRun({ maxNodes: 4, maxEdges: 6, depth: 1 });
  return fc
    .tuple(plans, kinds, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }))
    .map(([run, names, attempts]) => {
      const nodes = run.plan.nodes.map((node, n): PlanNode => {
        const retry = { ...node.retry, max_attempts: attempts[n % 4] ?? 1 };
        // In bodies as well: an item may wait.
        return {
          ...node,
          retry,
          kind: node.kind === 'task' ? ((names[n % 4] ?? 'task') as PlanNode['kind']) : node.kind,
        };
      });
      return { ...run, plan: { ...run.plan, nodes } };
    });
}

/** Mostly what goes on by itself; a third faults and failures; seldom somebody who cancels: that ends most lives. */
function choose(state: State, pick: number): Command | undefined {
  const commands = enabled(state);
  const kind = pick % 12;
  const wanted = commands.filter((command) => {
    if (kind >= 5) return isFair(state, command);
    return kind === 0 || costOf(command) !== 'control';
  });
  const among = wanted.length > 0 ? wanted : commands;
  return among[Math.floor(pick / 12) % among.length];
}

/** Plays a game and lets it end in peace. Returns what it broke, with the way there; null where all went well. */
function play(
  { runs, workers, picks }: Game,
  { mutant, seen }: { mutant: Mutant; seen?: Map<string, number> },
) {
  const state = worldOf(runs, { workers, budget: { dup: 4, create: 1 } });
  const trace: Command[] = [];
  for (const pick of picks) {
    const command = choose(state, pick);
    if (!command) break;
    const rule = checkedStep(state, command, mutant);
    trace.push(command);
    seen?.set(command.type, (seen.get(command.type) ?? 0) + 1);
    if (rule !== null) return { rule, trace: trace.map((each) => JSON.stringify(each)) };
  }
  const rule = goOn(state, mutant);
  return rule === null ? null : { rule, trace: trace.map((each) => JSON.stringify(each)) };
}

it(`${SEQUENCES} random lives break no rule, and end once the faults do`, () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(game, (each) => {
      expect(play(each, { mutant: null, seen })).toBeNull();
    }),
    { numRuns: SEQUENCES },
  );
  report([...seen].map(([type, times]) => `${type} ${times}`).join(', '));
  // Guards the game itself: a command that never comes up proves nothing.
  const expected: Command['type'][] = [
    ...(['admit', 'refill', 'sweep', 'wake', 'advance', 'rescue', 'finish', 'claim', 'complete'] as const),
    ...([
      'completeAll',
      'heartbeat',
      'expire',
      'look',
      'match',
      'signal',
      'resume',
      'cancel',
      'pause',
    ] as const),
    ...([
      'deadline',
      'rerun',
      'omit',
      'drop',
      'dup',
      'loseLook',
      'loseMatch',
      'crash',
      'stall',
      'lostAnswer',
    ] as const),
  ];
  for (const type of expected) expect(seen.get(type) ?? 0).toBeGreaterThan(100);
}, 120_000);

it('random lives notice most mutants as well', () => {
  const games = fc.sample(game, { numRuns: 1_000, seed: 7 });
  const survivors = Object.keys(mutants).filter((mutant) => {
    return games.every((each) => play(each, { mutant: mutant as Mutant }) === null);
  });
  report(`survivors: ${survivors.join(', ') || 'none'}`);
  expect(survivors.length).toBeLessThanOrEqual(3);
}, 120_000);
