import { bodyTasks, offsetOf } from './bodies';
import { initialTasks } from './readiness';
import { planOf } from './testing/plan-factory';

const plan = planOf(
  [{ kind: 'map' }, {}, {}, {}, {}],
  [
    { from: 0, to: 1 },
    { from: 2, to: 3 },
    { from: 2, to: 4 },
    { from: 3, to: 4 },
  ],
  { top: 2, bodies: [{ owner: 0, first: 2, width: 3, result: 4 }] },
);

it('a new run has tasks for its top level only; an instance of a body for the nodes of that', () => {
  expect(initialTasks(plan)).toEqual([
    { n: 0, undecided: 0 },
    { n: 1, undecided: 1 },
  ]);
  expect(bodyTasks(plan, 0)).toEqual([
    { node: 2, undecided: 0 },
    { node: 3, undecided: 1 },
    { node: 4, undecided: 2 },
  ]);
});

it('numbers instances one behind the other, each node at its place', () => {
  const numbers = [0, 1].flatMap((index) =>
    bodyTasks(plan, 0).map(({ node }) => node + offsetOf(plan, 0, 10, index)),
  );
  expect(numbers).toEqual([10, 11, 12, 13, 14, 15]);
});

it('throws on a body the plan does not have', () => {
  expect(() => bodyTasks(plan, 1)).toThrow(new RangeError('the plan has no body 1'));
  expect(() => offsetOf(plan, -1, 0, 0)).toThrow(RangeError);
});
