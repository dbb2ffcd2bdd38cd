import fc from 'fast-check';
import { editDistance, nearest } from './suggest';

describe('nearest', () => {
  it.each([
    ['htttp', ['http', 'noop'], 'http'],
    ['retires', ['id', 'retry', 'timeout'], 'retry'],
    ['Fetch', ['fetch', 'patch'], 'fetch'],
    ['fecth', ['fetch'], 'fetch'],
    ['lat', ['late', 'first'], 'late'],
    ['zzz', ['fetch'], undefined],
    ['x', ['abc'], undefined],
    ['a', [], undefined],
  ])('%s → %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it('gives the earliest of equally near candidates', () => {
    expect(nearest('n1', ['n2', 'n3'])).toBe('n2');
  });
});

it('measures distance within its bound, and something beyond it otherwise', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, bound) => {
      const exact = naive(a, b);
      const measured = editDistance(a, b, bound);
      if (exact <= bound) expect(measured).toBe(exact);
      else expect(measured).toBeGreaterThan(bound);
    }),
    { numRuns: 1_000 },
  );
});

/** Optimal string alignment by its definition. */
function naive(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const options = [
    naive(a.slice(1), b) + 1,
    naive(a, b.slice(1)) + 1,
    naive(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    options.push(naive(a.slice(2), b.slice(2)) + 1);
  return Math.min(...options);
}
