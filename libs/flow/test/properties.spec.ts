import fc from 'fast-check';
import type { SimulatedTask } from '../src/behaviour';
import { openSinks } from '../src/open-sinks';
import { simulate } from '../src/simulate';
import { behaviourOf, randomRun, type RandomRun } from '../src/testing/random-run';
import { hasUnhandledFailure, oracle, statusesWithoutWindingDown } from './oracle';
import { playInAnyOrder, type PlayedRun } from './play';

/** Plans of tasks alone, and plans with decisions, maps and loops, two deep. */
const plain = randomRun();
const nested = randomRun({ maxNodes: 8, maxEdges: 16, depth: 2 });
const kinds = [
  ['tasks', plain],
  ['every kind of node', nested],
] as const;

const anyOrder = fc.infiniteStream(fc.nat(1_000_000));

function play(run: RandomRun, order: fc.Stream<number>, ended?: (state: PlayedRun) => void): PlayedRun {
  return playInAnyOrder(run, (count) => (order.next().value ?? 0) % count, ended);
}

/** One after the other for each place; which place ends first is for the waves to say. */
function byPlace(inner: readonly SimulatedTask[]): string[] {
  return inner.map(({ node, path, status }) => `${node} ${path.join('.')} ${status}`).sort();
}

describe('a simulated run of a random plan', () => {
  it.each(kinds)('of %s ends as the naive oracle says: statuses, waves and outcome', (_, runs) => {
    fc.assert(
      fc.property(runs, (run) => {
        const { order: _order, ...played } = simulate(run.plan, behaviourOf(run));
        const expected = oracle(run);
        expect({ ...played, inner: byPlace(played.inner) }).toEqual({
          ...expected,
          inner: byPlace(expected.inner),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(kinds)(
    'of %s ends as the plain recursion over the graph says, unless a failure goes unhandled',
    (_, runs) => {
      fc.assert(
        fc.property(runs, (run) => {
          const expected = statusesWithoutWindingDown(run);
          const { statuses, outcome } = simulate(run.plan, behaviourOf(run));
          if (hasUnhandledFailure(run.plan, expected)) expect(outcome).toBe('failed');
          else expect(statuses).toEqual([...expected.values()]);
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it('ends every node once, after all nodes a join: all waits for', () => {
    fc.assert(
      fc.property(randomRun(), (run) => {
        const { order } = simulate(run.plan, behaviourOf(run));
        expect([...order].sort((a, b) => a - b)).toEqual(run.plan.nodes.map((_, n) => n));
        const place = new Map(order.map((n, index) => [n, index]));
        for (const { from, to } of run.plan.edges) {
          if (run.plan.nodes[to]?.join !== 'all') continue;
          expect(place.get(to)).toBeGreaterThan(place.get(from) ?? Infinity);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has ended all nodes exactly when it has ended the open sinks', () => {
    fc.assert(
      fc.property(randomRun(), (run) => {
        const sinks = openSinks(run.plan);
        const { order } = simulate(run.plan, behaviourOf(run));
        const ended = new Set<number>();
        for (const n of order) {
          ended.add(n);
          expect(sinks.every((sink) => ended.has(sink))).toBe(ended.size === run.plan.nodes.length);
        }
        expect(run.plan.openSinks).toBe(sinks.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a run whose nodes end in any order', () => {
  it('decides each incoming edge once, and never more than there are', () => {
    fc.assert(
      fc.property(randomRun(), anyOrder, (run, order) => {
        const { counters, received, statuses } = play(run, order, (state) => {
          expect(state.counters.every(({ undecided }) => undecided >= 0)).toBe(true);
        });
        expect(statuses).not.toContain(undefined);
        expect(received.map(({ decided }) => decided)).toEqual(run.plan.nodes.map((node) => node.in.length));
        expect(counters.map(({ undecided }) => undecided)).toEqual(run.plan.nodes.map(() => 0));
        expect(counters.map(({ fired }) => fired)).toEqual(received.map(({ fired }) => fired));
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends like the simulation, unless a failure goes unhandled', () => {
    fc.assert(
      fc.property(randomRun(), anyOrder, (run, order) => {
        const { statuses, outcome } = simulate(run.plan, behaviourOf(run));
        const played = play(run, order);
        expect(played.windingDown).toBe(outcome === 'failed');
        if (outcome !== 'failed') expect(played.statuses).toEqual(statuses);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has ended all nodes exactly when it has ended the open sinks', () => {
    fc.assert(
      fc.property(randomRun(), anyOrder, (run, order) => {
        const sinks = openSinks(run.plan);
        play(run, order, ({ statuses }) => {
          const sinksEnded = sinks.every((sink) => statuses[sink] !== undefined);
          expect(sinksEnded).toBe(statuses.every((status) => status !== undefined));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('cancels nothing that an urgent edge asked for, and only in a run that winds down', () => {
    fc.assert(
      fc.property(randomRun(), anyOrder, (run, order) => {
        const { counters, statuses, windingDown } = play(run, order);
        statuses.forEach((status, n) => {
          if (status !== 'cancelled') return;
          expect(windingDown).toBe(true);
          if (run.plan.nodes[n]?.join === 'all') expect(counters[n]?.urgent).toBe(0);
        });
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Guards the properties above against a generator that stops producing what they are about. */
it('random runs are of every kind', () => {
  const runs = fc.sample(randomRun(), { numRuns: 2_000, seed: 1 }).map((run) => ({
    ...simulate(run.plan, behaviourOf(run)),
    run,
  }));
  for (const outcome of ['succeeded', 'completed', 'failed']) {
    expect(runs.filter((run) => run.outcome === outcome).length).toBeGreaterThan(200);
  }
  for (const status of ['succeeded', 'failed', 'skipped', 'cancelled'] as const) {
    expect(runs.filter(({ statuses }) => statuses.includes(status)).length).toBeGreaterThan(200);
  }
  const cleanedUp = runs.filter(({ outcome, statuses, order, run }) => {
    const firstCancel = order.findIndex((n) => statuses[n] === 'cancelled');
    const later = firstCancel < 0 ? [] : order.slice(firstCancel);
    return (
      outcome === 'failed' && later.some((n) => statuses[n] === 'succeeded' && run.plan.nodes[n]?.in.length)
    );
  });
  expect(cleanedUp.length).toBeGreaterThan(50);
});

/** The same guard for what maps, loops and decisions bring in. */
it('random runs have items that fail and are tolerated, loops that go round, decisions for one branch and for none', () => {
  const runs = fc.sample(nested, { numRuns: 2_000, seed: 1 }).map((run) => ({
    run,
    ...simulate(run.plan, behaviourOf(run)),
  }));
  const count = (test: (run: (typeof runs)[number]) => boolean) => runs.filter(test).length;
  for (const outcome of ['succeeded', 'completed', 'failed'])
    expect(count((run) => run.outcome === outcome)).toBeGreaterThan(200);
  for (const status of ['succeeded', 'failed', 'skipped', 'cancelled'] as const)
    expect(count(({ inner }) => inner.some((task) => task.status === status))).toBeGreaterThan(50);
  expect(count(({ inner }) => inner.some(({ path }) => path.length === 2))).toBeGreaterThan(50);
  expect(count(({ inner }) => inner.some(({ path }) => path[0] === 3))).toBeGreaterThan(50);
  const choices = runs.flatMap(({ run }) => Object.values(run.answers?.choices ?? {}));
  expect(choices.filter((choice) => choice === null).length).toBeGreaterThan(100);
  expect(choices.filter((choice) => choice !== null).length).toBeGreaterThan(100);
});
