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
