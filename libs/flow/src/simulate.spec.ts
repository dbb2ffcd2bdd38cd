import { simulate } from './simulate';
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
