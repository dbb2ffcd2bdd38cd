import type { Behaviour } from './behaviour';
import { simulate, type SimulatedRun } from './simulate';
import { planOf, type NodeDraft } from './testing/plan-factory';

/** A behaviour in which these nodes fail. */
function failing(...nodes: number[]) {
  return { perform: (_node: unknown, n: number) => (nodes.includes(n) ? 'failed' : 'succeeded') } as const;
}

const diamond = (...nodes: NodeDraft[]) =>
  planOf(nodes.length > 0 ? nodes : [{}, {}, {}, {}], [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
    { from: 1, to: 3 },
    { from: 2, to: 3 },
  ]);

it('goes through a plan wave by wave where all goes well', () => {
  expect(simulate(diamond())).toEqual({
    statuses: ['succeeded', 'succeeded', 'succeeded', 'succeeded'],
    order: [0, 1, 2, 3],
    waves: [[0], [1, 2], [3]],
    inner: [],
    outcome: 'succeeded',
  });
});

it('follows edges, not indexes', () => {
  const plan = planOf(
    [{}, {}, {}],
    [
      { from: 2, to: 0 },
      { from: 0, to: 1 },
    ],
  );
  expect(simulate(plan).waves).toEqual([[2], [0], [1]]);
});

describe('a failure that nothing handles', () => {
  it('fails the run and cancels what has not started, the rest of its wave included', () => {
    const run = simulate(diamond(), failing(1));
    expect(run.statuses).toEqual(['succeeded', 'failed', 'cancelled', 'skipped']);
    expect(run).toMatchObject({ waves: [[0], [1]], outcome: 'failed' });
  });

  it('still runs what an always edge leads to, also from nodes that were cancelled', () => {
    const plan = planOf(
      [{}, {}, {}, {}],
      [
        { from: 0, to: 1 },
        { from: 1, to: 2, on: 'always' },
        { from: 2, to: 3 },
      ],
    );
    const run = simulate(plan, failing(0));
    expect(run.statuses).toEqual(['failed', 'skipped', 'skipped', 'skipped']);

    const side = planOf([{}, {}, {}], [{ from: 1, to: 2, on: 'always' }]);
    expect(simulate(side, failing(0)).statuses).toEqual(['failed', 'cancelled', 'succeeded']);
  });

  it('cancels what follows the clean-up by a success edge', () => {
    const plan = planOf(
      [{}, {}, {}],
      [
        { from: 0, to: 1, on: 'always' },
        { from: 1, to: 2 },
      ],
    );
    expect(simulate(plan, failing(0)).statuses).toEqual(['failed', 'succeeded', 'cancelled']);
  });

  it('spares a node that was ready and is asked for by an urgent edge before its turn', () => {
    const plan = planOf(
      [{}, {}, { join: 'any' }],
      [
        { from: 0, to: 2 },
        { from: 1, to: 2, on: 'always' },
      ],
    );
    expect(simulate(plan, failing(1)).statuses).toEqual(['succeeded', 'failed', 'succeeded']);
  });
});

describe('a failure that the plan handles', () => {
  it('by a failure edge: the run goes on and completes', () => {
    const plan = planOf(
      [{}, {}, {}],
      [
        { from: 0, to: 1 },
        { from: 0, to: 2, on: 'failure' },
      ],
    );
    const run = simulate(plan, failing(0));
    expect(run).toMatchObject({ statuses: ['failed', 'skipped', 'succeeded'], outcome: 'completed' });
  });

  it('by on_error: continue: the success edges fire', () => {
    const run = simulate(diamond({}, { on_error: 'continue' }, {}, {}), failing(1));
    expect(run).toMatchObject({
      statuses: ['succeeded', 'failed', 'succeeded', 'succeeded'],
      outcome: 'completed',
    });
  });

  it('but not by an always edge', () => {
    const plan = planOf([{}, {}], [{ from: 0, to: 1, on: 'always' }]);
    expect(simulate(plan, failing(0))).toMatchObject({
      statuses: ['failed', 'succeeded'],
      outcome: 'failed',
    });
  });
});

describe('a skip', () => {
  const chain = planOf(
    [{ when: 'inputs.x' }, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 1, to: 2, on: 'always' },
    ],
  );

  it('travels on, through always edges too, and leaves the run succeeded', () => {
    const run = simulate(chain, { nodeWhen: () => false });
    expect(run).toEqual({
      statuses: ['skipped', 'skipped', 'skipped'],
      order: [0, 1, 2],
      waves: [],
      inner: [],
      outcome: 'succeeded',
    });
  });

  it('of one branch does not keep the join from running', () => {
    const run = simulate(diamond({}, { when: 'x' }, {}, {}), { nodeWhen: () => false });
    expect(run.statuses).toEqual(['succeeded', 'skipped', 'succeeded', 'succeeded']);
  });

  it('follows from an edge whose condition is false', () => {
    const plan = planOf([{}, {}], [{ from: 0, to: 1, when: 'x' }]);
    expect(simulate(plan, { edgeWhen: () => false }).statuses).toEqual(['succeeded', 'skipped']);
    expect(simulate(plan).statuses).toEqual(['succeeded', 'succeeded']);
  });
});

it('starts a join: any once, in the wave after the first edge that fires', () => {
  const plan = planOf(
    [{}, {}, {}, { join: 'any' }],
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 0, to: 3 },
      { from: 2, to: 3 },
    ],
  );
  const run = simulate(plan);
  expect(run.waves).toEqual([[0], [1, 3], [2]]);
  expect(run.order).toEqual([0, 1, 3, 2]);
});

it('says that a plan has a cycle instead of returning half a run', () => {
  const plan = planOf(
    [{}, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 1 },
    ],
  );
  expect(() => simulate(plan)).toThrow(new RangeError('the plan has a cycle'));
});

it('takes a chain of 10,000 nodes, performed or skipped', () => {
  const nodes = Array.from({ length: 10_000 }, () => ({}));
  const plan = planOf(
    nodes,
    nodes.slice(1).map((_, n) => ({ from: n, to: n + 1 })),
  );
  expect(simulate(plan).waves).toHaveLength(10_000);
  expect(simulate(plan, failing(0)).statuses.filter((status) => status === 'skipped')).toHaveLength(9_999);
});

describe('a decision', () => {
  const plan = planOf(
    [{ kind: 'decision', decision: { cases: [{ when: 'x', to: 1 }], default: 2 } }, {}, {}, { join: 'any' }],
    [
      { from: 0, to: 1, case: true },
      { from: 0, to: 2, case: true },
      { from: 1, to: 3 },
      { from: 2, to: 3 },
    ],
  );

  it('runs the branch it is for and skips the others; the first case if nobody says', () => {
    expect(simulate(plan).statuses).toEqual(['succeeded', 'succeeded', 'skipped', 'succeeded']);
    const second = simulate(plan, { choose: () => 2 });
    expect(second.statuses).toEqual(['succeeded', 'skipped', 'succeeded', 'succeeded']);
    const none = simulate(plan, { choose: () => null });
    expect(none.statuses).toEqual(['succeeded', 'skipped', 'skipped', 'skipped']);
  });
});

describe('a map and a loop', () => {
  const owner = (draft: NodeDraft) =>
    planOf(
      [draft, {}, {}, {}],
      [
        { from: 0, to: 1 },
        { from: 2, to: 3 },
      ],
      {
        top: 2,
        bodies: [{ owner: 0, first: 2, width: 2, result: 3 }],
      },
    );
  const map = (on_item_failure: 'fail' | 'tolerate') =>
    owner({ kind: 'map', map: { over: [], body: 0, max_parallel: 2, on_item_failure } });
  const loop = owner({ kind: 'loop', loop: { until: 'x', until_reads: [], body: 0, max_rounds: 3 } });
  const secondFails: Behaviour = {
    items: () => 3,
    rounds: () => 3,
    perform: (_node, n, path) => (n === 2 && path[0] === 1 ? 'failed' : 'succeeded'),
  };
  const inner = (run: SimulatedRun) =>
    run.inner.map(({ node, path, status }) => `${node}[${path.join()}] ${status}`);

  it('play their body for each item or round, and go on behind it', () => {
    const run = simulate(map('fail'), { items: () => 2 });
    expect(run).toMatchObject({ statuses: ['succeeded', 'succeeded'], waves: [[0], [1]] });
    expect(inner(run)).toEqual(['2[0] succeeded', '3[0] succeeded', '2[1] succeeded', '3[1] succeeded']);
    expect(inner(simulate(loop, { rounds: () => 2 }))).toHaveLength(4);
    expect(simulate(map('fail'), { items: () => 0 })).toMatchObject({ outcome: 'succeeded', inner: [] });
  });

  it('stop at the first item or round that fails, and fail with it', () => {
    for (const plan of [map('fail'), loop]) {
      const run = simulate(plan, secondFails);
      expect(run).toMatchObject({ statuses: ['failed', 'skipped'], outcome: 'failed' });
      expect(inner(run).slice(2)).toEqual(['2[1] failed', '3[1] skipped']);
    }
  });

  it('tolerate failed items where the map says so, and the run tells', () => {
    const run = simulate(map('tolerate'), secondFails);
    expect(run).toMatchObject({ statuses: ['succeeded', 'succeeded'], outcome: 'completed' });
    expect(inner(run)).toHaveLength(6);
  });

  it('fail a loop whose condition is not true after the last round it may make', () => {
    const run = simulate(loop, { rounds: () => 4 });
    expect(run).toMatchObject({ statuses: ['failed', 'skipped'], outcome: 'failed' });
    expect(run.inner).toHaveLength(6);
  });
});
