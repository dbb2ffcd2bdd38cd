import { readIcal } from './read-ical';
import { writeTime } from '../local-time';

const calendar = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:a', 'SUMMARY:Year end', ...lines, 'END:VEVENT'];
const read = (text: string) => readIcal(text, { zone: 'America/New_York', year: 2026 });
const codeOf = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing';
};

const westEurope = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  ...['BEGIN:STANDARD', 'DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
  ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
  ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT'],
  'END:VTIMEZONE',
];

describe('a calendar file', () => {
  it('tells the times of its events', () => {
    const [found] = read(
      calendar(
        ...event(
          'DTSTART;TZID=Europe/Berlin:20261218T180000',
          'DTEND;TZID=Europe/Berlin:20261219T080000',
          'RRULE:FREQ=WEEKLY;BYDAY=FR',
          'EXDATE;TZID=Europe/Berlin:20261225T180000,20270101T180000',
          'RDATE:20261223T170000Z',
          'DESCRIPTION:Nobody is here\\, nobody deploys.',
        ),
      ),
    );
    expect(found).toMatchObject({
      uid: 'a',
      name: 'Year end',
      description: 'Nobody is here, nobody deploys.',
      allDay: false,
      recurrence: 'FREQ=WEEKLY;BYDAY=FR',
      times: { zone: 'Europe/Berlin' },
    });
    const { start, end, except, also } = (found as NonNullable<typeof found>).times;
    expect([start, end, ...except, ...also].map((local) => writeTime(local))).toEqual([
      ...['2026-12-18T18:00:00', '2026-12-19T08:00:00', '2026-12-25T18:00:00', '2027-01-01T18:00:00'],
      '2026-12-23T18:00:00',
    ]);
  });

  it.each([
    ['a day, with no end', ['DTSTART;VALUE=DATE:20261224'], '2026-12-24T00:00:00', '2026-12-25T00:00:00'],
    [
      'days',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
      '2026-12-24T00:00:00',
      '2026-12-27T00:00:00',
    ],
    [
      'a duration',
      ['DTSTART:20261224T100000', 'DURATION:P1DT2H'],
      '2026-12-24T10:00:00',
      '2026-12-25T12:00:00',
    ],
  ])('knows %s', (_, lines, start, end) => {
    const [found] = read(calendar(...event(...lines)));
    expect(found?.times.zone).toBe('America/New_York');
    expect([found?.times.start, found?.times.end].map((local) => writeTime(local as number))).toEqual([
      start,
      end,
    ]);
  });

  it.each(['W. Europe Standard Time', '/mozilla.org/20050126_1/Europe/Berlin'])(
    'knows what zone %p is',
    (tzid) => {
      const zone = tzid.startsWith('W.') ? westEurope : [];
      const [found] = read(
        calendar(...zone, ...event(`DTSTART;TZID=${tzid}:20261218T180000`, 'DURATION:PT1H')),
      );
      expect(found?.times.zone).toBe('Europe/Berlin');
    },
  );

  it('takes a time that was changed out of the others, and leaves out what was cancelled', () => {
    const events = read(
      calendar(
        ...event('DTSTART:20261218T180000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'),
        ...event('RECURRENCE-ID:20261220T180000', 'DTSTART:20261220T200000', 'DURATION:PT2H'),
        ...event('RECURRENCE-ID:20261221T180000', 'DTSTART:20261221T180000', 'STATUS:CANCELLED'),
      ),
    );
    expect(events).toHaveLength(2);
    expect(events[0]?.times.except.map((local) => writeTime(local))).toEqual([
      '2026-12-20T18:00:00',
      '2026-12-21T18:00:00',
    ]);
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(2);
  });

  const simple = event('DTSTART:20261218T180000', 'DURATION:PT1H');
  it.each([
    ['no calendar', 'hello', 'validation-failed'],
    ['nothing', '', 'validation-failed'],
    ['half a calendar', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n', 'validation-failed'],
    ['an address book', 'BEGIN:VCARD\r\nEND:VCARD\r\n', 'validation-failed'],
    ['no beginning', calendar(...event('DURATION:PT1H')), 'validation-failed'],
    ['a beginning that is none', calendar(...event('DTSTART:tomorrow')), 'validation-failed'],
    ['a zone of its own', calendar(...event('DTSTART;TZID=Mars/Base:20261218T180000')), 'unknown-timezone'],
    [
      'an hourly rule',
      calendar(...event('DTSTART:20261218T180000', 'RRULE:FREQ=HOURLY')),
      'validation-failed',
    ],
    [
      'two rules',
      calendar(...event('DTSTART:20261218T180000', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY')),
      'validation-failed',
    ],
    [
      'ten thousand exceptions',
      calendar(...event('DTSTART:20261218T180000', ...Array(10_000).fill('EXDATE:20261219T180000'))),
      'limit-exceeded',
    ],
    ['too many events', calendar(...Array(501).fill(simple).flat()), 'limit-exceeded'],
    ['depth', 'BEGIN:VCALENDAR\r\n'.repeat(1_000), 'limit-exceeded'],
    ['one long line', calendar(`SUMMARY:${'x'.repeat(20_000)}`), 'limit-exceeded'],
    [
      'one long line in folds',
      calendar('SUMMARY:x', ...Array(300).fill(` ${'x'.repeat(72)}`)),
      'limit-exceeded',
    ],
    ['many lines', `${'\r\n'.repeat(50_001)}`, 'limit-exceeded'],
    ['many bytes', 'x'.repeat(1_000_001), 'limit-exceeded'],
  ])('is refused for %s', (_, text, code) => {
    const began = performance.now();
    expect(codeOf(text)).toBe(code);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
