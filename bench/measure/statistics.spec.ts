import { jain, median, percentile, quiet, rounded } from './statistics.cjs';

describe('the statistics of the bench', () => {
  it('take the median, of an even number the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
    expect(median([null, 7])).toBe(7);
    expect(median([])).toBeNull();
  });

  it('take percentiles without minding the order, and the last value at most', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(values, 0.5)).toBe(51);
    expect(percentile(values, 0.99)).toBe(100);
    expect(percentile([3], 1)).toBe(3);
    expect(percentile([], 0.5)).toBeNull();
  });

  it.each([
    [[5, 5, 5, 5], 1],
    [[1, 0, 0, 0], 0.25],
    [[2, 1], 0.9],
    [[0, 0], 1],
  ])('call the shares %j fair by %d', (shares, index) => {
    expect(jain(shares)).toBeCloseTo(index, 10);
  });

  it('leave out what was measured among noise, unless that is all there is', () => {
    const rows = [{ busy_other: 0.1 }, { busy_other: 0.5 }, {}];
    expect(quiet(rows)).toEqual([{ busy_other: 0.1 }, {}]);
    expect(quiet([{ busy_other: 0.9 }])).toEqual([{ busy_other: 0.9 }]);
  });

  it('keep four digits', () => {
    expect(rounded(12_345.6)).toBe(12_350);
    expect(rounded(null)).toBeNull();
  });
});
