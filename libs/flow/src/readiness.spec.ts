import { applyDelta, initialTasks, readiness, type Readiness } from './readiness';
import { planOf } from './testing/plan-factory';

/** undecided, fired, urgent → all and any in a normal run, all and any while it winds down */
const table: [number, number, number, Readiness, Readiness, Readiness, Readiness][] = [
  [2, 0, 0, 'wait', 'wait', 'wait', 'wait'],
  [1, 1, 0, 'wait', 'run', 'wait', 'cancel'],
  [1, 1, 1, 'wait', 'run', 'wait', 'run'],
  [0, 0, 0, 'skip', 'skip', 'skip', 'skip'],
  [0, 1, 0, 'run', 'run', 'cancel', 'cancel'],
  [0, 2, 1, 'run', 'run', 'run', 'run'],
];

describe.each(table)(
  'with %i undecided, %i fired and %i urgent edges',
  (undecided, fired, urgent, ...fates) => {
    it.each([
      ['all', 'normal', fates[0]],
      ['any', 'normal', fates[1]],
      ['all', 'winding_down', fates[2]],
      ['any', 'winding_down', fates[3]],
    ] as const)('join %s in mode %s: %s', (join, mode, expected) => {
      expect(readiness({ undecided, fired, urgent }, join, mode)).toBe(expected);
    });
  },
);

describe('an entry node', () => {
  const entry = { undecided: 0, fired: 0, urgent: 0, entry: true };

  it.each(['all', 'any'] as const)('with join %s runs at once, or is cancelled', (join) => {
    expect(readiness(entry, join, 'normal')).toBe('run');
    expect(readiness(entry, join, 'winding_down')).toBe('cancel');
  });
});

it('a new run has one task for each node, with its incoming edges undecided', () => {
  const plan = planOf(
    [{}, {}, {}],
    [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
      { from: 1, to: 2, on: 'failure' },
    ],
  );
  expect(initialTasks(plan)).toEqual([
    { n: 0, undecided: 0 },
    { n: 1, undecided: 0 },
    { n: 2, undecided: 3 },
  ]);
});

describe('applyDelta', () => {
  it('moves the counters', () => {
    const delta = { n: 4, decided: 2, fired: 2, urgent: 1 };
    expect(applyDelta({ undecided: 3, fired: 1, urgent: 0 }, delta)).toEqual({
      undecided: 1,
      fired: 3,
      urgent: 1,
    });
  });

  it('refuses to decide an edge twice', () => {
    const delta = { n: 4, decided: 2, fired: 0, urgent: 0 };
    expect(() => applyDelta({ undecided: 1, fired: 1, urgent: 0 }, delta)).toThrow(
      /node 4 was decided twice/,
    );
  });
});
