import { compileSchema } from '@maestro/dsl';
import { durationSchema, milliseconds } from './duration';

describe('durations', () => {
  const faults = compileSchema(durationSchema);

  it.each([
    ['1ms', 1],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['999h', 2 ** 31 - 1],
  ])('%s is %i ms', (text, expected) => {
    expect(faults(text)).toEqual([]);
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(['', '0s', '-5s', 'soon', '1.5s', '5', '5 s', '1w', '1s2s', '9999999999s'])('%j is none', (text) =>
    expect(faults(text)).not.toEqual([]),
  );
});
