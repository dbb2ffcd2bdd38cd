import fc from 'fast-check';
import { localAt } from '../zone';
import { parseCron } from './cron';
import { firingsAfter, type DstPolicy, type Firing } from './firings';

const HOUR = 3_600_000;
const policy: DstPolicy = { gap: 'shift', overlap: 'first' };
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

function list(
  cron: string,
  zone: string,
  { from, to, dst = policy }: { from: string; to: string; dst?: DstPolicy },
): Firing[] {
  const found: Firing[] = [];
  for (const firing of firingsAfter({ clock: parseCron(cron), zone, dst }, Date.parse(from))) {
    if (firing.at > Date.parse(to)) break;
    found.push(firing);
  }
  return found;
}
const fired = (...given: Parameters<typeof list>) =>
  list(...given).flatMap(({ at, fires }) => (fires ? [iso(at)] : []));

describe('a time of the wall clock', () => {
  // Berlin: on 29 March 2026 01:59:59 is followed by 03:00; on 25 October 02:59:59 by 02:00.
  const spring = { from: '2026-03-28T12:00Z', to: '2026-03-30T12:00Z' };
  const autumn = { from: '2026-10-24T12:00Z', to: '2026-10-26T12:00Z' };

  it.each<[DstPolicy['gap'], string[]]>([
    ['shift', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['skip', ['2026-03-30T00:30']],
  ])('that a day does not have: %s', (gap, expected) => {
    expect(fired('30 2 * * *', 'Europe/Berlin', { ...spring, dst: { ...policy, gap } })).toEqual(expected);
  });

  it.each<[DstPolicy['overlap'], string[]]>([
    ['first', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['last', ['2026-10-25T01:30', '2026-10-26T01:30']],
    ['both', ['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-26T01:30']],
  ])('that a day has twice: %s', (overlap, expected) => {
    expect(fired('30 2 * * *', 'Europe/Berlin', { ...autumn, dst: { ...policy, overlap } })).toEqual(
      expected,
    );
  });

  it('fires once where a gap moves several of its times to one instant, and says of each what became of it', () => {
    expect(fired('0,30,59 2 * * *', 'Europe/Berlin', { ...spring, to: '2026-03-29T12:00Z' })).toEqual([
      '2026-03-29T01:00',
    ]);
    expect(fired('0 2,3 * * *', 'Europe/Berlin', { ...spring, to: '2026-03-29T12:00Z' })).toEqual([
      '2026-03-29T01:00',
    ]);
    const left = list('30 2 * * *', 'Europe/Berlin', { ...autumn, to: '2026-10-25T12:00Z' });
    expect(left.map(({ fires, note }) => [fires, note])).toEqual([
      [true, 'first-of-two'],
      [false, 'second-of-two'],
    ]);
  });

  it('keeps to half an hour where clocks are changed by that, and to zones that change at midnight', () => {
    // Lord Howe: on 4 October 2026 02:00 becomes 02:30; on 5 April 02:00 becomes 01:30.
    const spring30 = { from: '2026-10-03T12:00Z', to: '2026-10-04T10:00Z' };
    expect(fired('15 2 * * *', 'Australia/Lord_Howe', spring30)).toEqual(['2026-10-03T15:30']);
    const autumn30 = {
      from: '2026-04-04T10:00Z',
      to: '2026-04-05T10:00Z',
      dst: { ...policy, overlap: 'both' as const },
    };
    expect(fired('45 1 * * *', 'Australia/Lord_Howe', autumn30)).toEqual([
      '2026-04-04T14:45',
      '2026-04-04T15:15',
    ]);
    // Havana jumps from 00:00 to 01:00 on 8 March 2026.
    expect(
      fired('0 0 * * *', 'America/Havana', { from: '2026-03-07T12:00Z', to: '2026-03-08T12:00Z' }),
    ).toEqual(['2026-03-08T05:00']);
  });
});

describe('a rhythm', () => {
  it('goes by elapsed time', () => {
    const night = { from: '2026-10-25T00:00Z', to: '2026-10-25T02:00Z' };
    expect(fired('*/30 * * * *', 'Europe/Berlin', night)).toEqual([
      ...['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00'],
    ]);
    expect(
      fired('*/30 * * * *', 'Europe/Berlin', { from: '2026-03-29T00:30Z', to: '2026-03-29T01:30Z' }),
    ).toEqual([...['2026-03-29T01:00', '2026-03-29T01:30']]);
  });

  it('is what one finds by asking of each minute what the clock shows', () => {
    const field = (max: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: 2, max: 20 }).map((n) => `*/${n}`),
        fc.integer({ min: 0, max }).map(String),
      );
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'UTC',
      'Asia/Kathmandu',
      'America/Havana',
    );
    const starts = fc.constantFrom(
      '2026-03-28T20:00Z',
      '2026-10-24T20:00Z',
      '2026-11-01T00:00Z',
      '2026-03-08T00:00Z',
      '2026-04-04T10:00Z',
    );
    fc.assert(
      fc.property(field(59), field(23), zones, starts, (minute, hour, zone, start) => {
        fc.pre(`${minute}${hour}`.includes('*'));
        const [from, to] = [Date.parse(start), Date.parse(start) + 30 * HOUR];
        const expected: string[] = [];
        for (let at = from + 60_000; at <= to; at += 60_000) {
          const shown = new Date(localAt(zone, at));
          if (names(minute, shown.getUTCMinutes()) && names(hour, shown.getUTCHours()))
            expected.push(iso(at));
        }
        expect(
          fired(`${minute} ${hour} * * *`, zone, { from: start, to: new Date(to).toISOString() }),
        ).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

const names = (field: string, value: number): boolean =>
  field === '*' || (field.startsWith('*/') ? value % Number(field.slice(2)) === 0 : Number(field) === value);

it('never goes back, and names no instant twice', () => {
  for (const zone of [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Beirut',
    'Africa/Casablanca',
  ])
    for (const cron of ['0,30 0-4 * * *', '15 2 * * *', '0 0 1 * *', '59 23 31 12 *']) {
      const seen: number[] = [];
      const schedule = { clock: parseCron(cron), zone, dst: { gap: 'shift', overlap: 'both' } as const };
      for (const { at, fires } of firingsAfter(schedule, Date.UTC(2026, 0, 1))) {
        if (fires) seen.push(at);
        if (seen.length >= 2_000 || at > Date.UTC(2029, 0, 1)) break;
      }
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    }
});
