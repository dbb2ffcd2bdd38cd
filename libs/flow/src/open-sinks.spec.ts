import { isOpenSink, openSinks } from './open-sinks';
import { planOf } from './testing/plan-factory';

it('counts nodes without a way out', () => {
  const plan = planOf(
    [{}, {}, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 0, to: 2 },
    ],
  );
  expect(openSinks(plan)).toEqual([1, 2, 3]);
});

it('counts nodes that lead only to a join: any, which may end before them', () => {
  const plan = planOf(
    [{}, {}, { join: 'any' }],
    [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
    ],
  );
  expect(openSinks(plan)).toEqual([0, 1, 2]);
});

it('does not count a node that some join: all waits for', () => {
  const plan = planOf(
    [{}, { join: 'any' }, {}],
    [
      { from: 0, to: 1 },
      { from: 0, to: 2 },
    ],
  );
  expect(openSinks(plan)).toEqual([1, 2]);
  expect(isOpenSink(plan, 0)).toBe(false);
});

it('throws on a node the plan does not have', () => {
  expect(() => isOpenSink(planOf([{}], []), 3)).toThrow(RangeError);
});

it('counts the top level for the run; in a body its result only; and what no edge reaches', () => {
  const body = { owner: 0, first: 2, width: 3, result: 4 };
  const plan = planOf(
    [{ kind: 'map' }, {}, {}, {}, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 2, to: 4 },
      { from: 3, to: 4 },
    ],
    { top: 2, bodies: [body] },
  );
  expect(openSinks(plan)).toEqual([1]);
  expect([0, 1, 2, 3, 4, 5].filter((node) => isOpenSink(plan, node))).toEqual([1, 4, 5]);
});
