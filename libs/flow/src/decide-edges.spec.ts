import { decideEdges, type EdgeCondition, type Outcome } from './decide-edges';
import { planOf } from './testing/plan-factory';

const never: EdgeCondition = () => {
  throw new Error('no condition should be evaluated');
};

const kinds = ['success', 'failure', 'always'] as const;

describe('which edges fire', () => {
  it.each<[Outcome, 'fail' | 'continue', string[]]>([
    ['succeeded', 'fail', ['success', 'always']],
    ['succeeded', 'continue', ['success', 'always']],
    ['failed', 'fail', ['failure', 'always']],
    ['failed', 'continue', ['success', 'failure', 'always']],
    ['cancelled', 'fail', ['always']],
    ['cancelled', 'continue', ['always']],
    ['skipped', 'fail', []],
    ['skipped', 'continue', []],
  ])('when a node has %s and its on_error is %s', (outcome, on_error, expected) => {
    const plan = planOf(
      [{ on_error }, {}, {}, {}],
      kinds.map((on, index) => ({ from: 0, to: index + 1, on })),
    );
    const { deltas } = decideEdges(plan, { node: 0, outcome }, never);
    expect(deltas.map(({ decided }) => decided)).toEqual([1, 1, 1]);
    expect(kinds.filter((_, index) => deltas[index]?.fired === 1)).toEqual(expected);
    expect(deltas.map(({ fired, urgent }) => fired - urgent)).toEqual([
      expected.includes('success') ? 1 : 0,
      0,
      0,
    ]);
  });
});

describe('conditions of edges', () => {
  const plan = planOf(
    [{}, {}, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 0, to: 2, when: 'inputs.a' },
      { from: 0, to: 3, on: 'failure', when: 'inputs.b' },
    ],
  );

  it('are asked only of edges that would fire without them', () => {
    const asked: number[] = [];
    decideEdges(plan, { node: 0, outcome: 'succeeded' }, (_edge, index) => asked.push(index) > 0);
    expect(asked).toEqual([1]);
    decideEdges(plan, { node: 0, outcome: 'skipped' }, never);
  });

  it('get the edge they belong to', () => {
    decideEdges(plan, { node: 0, outcome: 'failed' }, (edge, index) => {
      expect(edge).toBe(plan.edges[index]);
      return true;
    });
    expect.assertions(1);
  });

  it('keep an edge from firing, not from being decided', () => {
    const { deltas } = decideEdges(plan, { node: 0, outcome: 'succeeded' }, () => false);
    expect(deltas).toEqual([
      { n: 1, decided: 1, fired: 1, urgent: 0 },
      { n: 2, decided: 1, fired: 0, urgent: 0 },
      { n: 3, decided: 1, fired: 0, urgent: 0 },
    ]);
  });

  it('pass on what they throw', () => {
    const evaluate = () => {
      throw new Error('no such key');
    };
    expect(() => decideEdges(plan, { node: 0, outcome: 'succeeded' }, evaluate)).toThrow('no such key');
  });
});

describe('whether a failure is handled', () => {
  it.each([
    ['no edge leaves', [], 'fail', false],
    ['a failure edge fires', [{ from: 0, to: 1, on: 'failure' }], 'fail', true],
    ['a failure edge is kept from firing', [{ from: 0, to: 1, on: 'failure', when: 'x' }], 'fail', false],
    ['only an always edge fires', [{ from: 0, to: 1, on: 'always' }], 'fail', false],
    ['on_error says continue', [], 'continue', true],
  ] as const)('%s', (_name, edges, on_error, handled) => {
    expect(
      decideEdges(planOf([{ on_error }, {}], [...edges]), { node: 0, outcome: 'failed' }, () => false)
        .handled,
    ).toBe(handled);
  });
});

it('sums parallel edges into one delta for each successor, by rising index', () => {
  const plan = planOf(
    [{}, {}, {}],
    [
      { from: 0, to: 2 },
      { from: 0, to: 1, on: 'failure' },
      { from: 0, to: 1, on: 'always' },
      { from: 0, to: 1 },
    ],
  );
  expect(decideEdges(plan, { node: 0, outcome: 'succeeded' }, never).deltas).toEqual([
    { n: 1, decided: 3, fired: 2, urgent: 1 },
    { n: 2, decided: 1, fired: 1, urgent: 0 },
  ]);
});

it('throws on a node the plan does not have', () => {
  expect(() => decideEdges(planOf([{}], []), { node: 1, outcome: 'succeeded' }, never)).toThrow(RangeError);
});

describe('edges of a decision', () => {
  const plan = planOf(
    [{ kind: 'decision', on_error: 'continue' }, {}, {}, {}],
    [
      { from: 0, to: 1, case: true },
      { from: 0, to: 2, case: true },
      { from: 0, to: 3, on: 'always' },
    ],
  );
  const fired = (outcome: Outcome, chosen?: number | null) =>
    decideEdges(plan, { node: 0, outcome, chosen }, never).deltas.map((delta) => delta.fired);

  it('fire exactly where it succeeded and is for their target', () => {
    expect(fired('succeeded', 2)).toEqual([0, 1, 1]);
    expect(fired('succeeded', null)).toEqual([0, 0, 1]);
    expect(fired('succeeded')).toEqual([0, 0, 1]);
    expect(fired('failed', 1)).toEqual([0, 0, 1]);
    expect(fired('skipped', 1)).toEqual([0, 0, 0]);
  });
});
