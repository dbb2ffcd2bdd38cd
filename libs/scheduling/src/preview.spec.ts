import { parseSchedule, type Schedule, type ScheduleFields } from '@maestro/timetable';
import { previewTimes, type Frozen } from './preview';

const schedule = (fields: ScheduleFields, cron = '30 2 * * *') =>
  parseSchedule({ cron, timezone: 'Europe/Berlin', schedule: fields }) as Schedule;

function preview(
  read: Schedule,
  { from, count, freezes = [] }: { from: string; count: number; freezes?: Frozen[] },
) {
  const frozen = (at: number) => freezes.filter(({ start, end }) => start <= at && at < end);
  const times = previewTimes(read, { orchestra: 'orc_1', after: Date.parse(from), count, frozen });
  return times.map(({ at, fires, note }) => [at.toISOString().slice(0, 16), fires, note]);
}

it('tells of each time what the change of the clock makes of it', () => {
  expect(preview(schedule({}), { from: '2026-03-28T12:00Z', count: 2 })).toEqual([
    ['2026-03-29T01:00', true, 'shifted-out-of-gap'],
    ['2026-03-30T00:30', true, null],
  ]);
  expect(preview(schedule({ dst: { overlap: 'last' } }), { from: '2026-10-24T12:00Z', count: 1 })).toEqual([
    ['2026-10-25T00:30', false, 'first-of-two'],
    ['2026-10-25T01:30', true, 'second-of-two'],
  ]);
});

it('tells which freeze window is in the way', () => {
  const freeze: Frozen = {
    ...{ name: 'Year end', effect: 'block' },
    ...{ start: Date.parse('2026-06-01T00:00Z'), end: Date.parse('2026-06-02T00:00Z') },
  };
  const read = schedule({});
  expect(preview(read, { from: '2026-05-31T12:00Z', count: 1, freezes: [freeze] })).toEqual([
    ['2026-06-01T00:30', false, 'frozen'],
    ['2026-06-02T00:30', true, null],
  ]);
  expect(
    preview(read, { from: '2026-05-31T12:00Z', count: 1, freezes: [{ ...freeze, effect: 'defer' }] }),
  ).toEqual([['2026-06-01T00:30', true, 'deferred']]);
});

it('has an end where a calendar leaves out everything', () => {
  const exclude = [{ start: '2026-01-01', end: '2090-01-01' }];
  const times = preview(schedule({ calendars: { exclude } }, '* * * * *'), {
    from: '2026-05-01T00:00Z',
    count: 10,
  });
  expect(times).toHaveLength(20);
  expect(times.every(([, fires, note]) => fires === false && note === 'excluded')).toBe(true);
});
