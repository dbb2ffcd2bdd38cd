import { parseCron } from './cron';

it.each([
  '0 2 * * *',
  '*/15 9-17 * * mon-fri',
  '0 0 29 2 *',
  '59 23 31 12 7',
  '0 0 1 jan,JUL *',
  '  0   2 * * *  ',
])('%s is read', (text) => {
  expect(parseCron(text).next(Date.UTC(2026, 0, 1))).not.toBeNull();
});

it.each([
  ['* * * * * *', 'it has 6 fields instead of 5'],
  ['0 2 * *', 'it has 4 fields instead of 5'],
  ['', 'it has 1 fields instead of 5'],
  ['@reboot', 'it has 1 fields instead of 5'],
  ['60 * * * *', 'Invalid value for minute: 60'],
  ['0 24 * * *', 'Invalid value for hour: 24'],
  ['0 0 30 2 *', 'no such day ever comes'],
  ['0 0 31 2,4,6 *', 'no such day ever comes'],
  ['0 0 L * *', '"L" is no day of the month'],
  ['0 0 15W * *', '"W" is no day of the month'],
  ['0 0 * * 1#2', '"1#2" is no day of the week'],
  ['0 0 ? * *', '"?" is no day of the month'],
  ['H * * * *', '"H" is no minute'],
  ['0 5-1 * * *', 'From value is larger'],
  ['*/0 * * * *', ''],
  ['-1 * * * *', ''],
  [`${'1,'.repeat(200)}1 * * * *`, 'is no minute'],
])('%s is refused', (text, why) => {
  const from = performance.now();
  expect(() => parseCron(text)).toThrow(why);
  expect(performance.now() - from).toBeLessThan(500);
});

it('tells times of the wall clock from rhythms', () => {
  expect(['0 2 * * *', '0,30 2-4 * * *', '5 0 * * *'].map((text) => parseCron(text).fixed)).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    ['*/15 2 * * *', '0 * * * *', '0 */2 * * *', '* * * * *'].map((text) => parseCron(text).fixed),
  ).toEqual(Array(4).fill(false));
});
