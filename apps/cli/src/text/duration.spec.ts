import { formatDuration, parseDuration } from './duration';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.7, '999 ms'],
    [12_340, '12.3 s'],
    [59_999, '59.9 s'],
    [125_000, '2 m 05 s'],
    [3_720_000, '1 h 02 m'],
    [273_600_000, '3 d 04 h'],
    [-5, '0 ms'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['5', null],
    ['-1s', null],
    ['1.5s', null],
    ['s', null],
  ])('%s is %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});
