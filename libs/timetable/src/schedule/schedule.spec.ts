import type { MaestroError } from '@maestro/problems';
import { parseSchedule } from './parse-schedule';
import type { Schedule, ScheduleFields } from './schedule';
import { MAX_SETTLED, settle } from './settle';
import { dueAt, nextSlot, timesAfter } from './slots';

const HOUR = 3_600_000;
const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

function schedule(fields: ScheduleFields, cron: string | null = '0 2 * * *', timezone = 'Europe/Berlin') {
  const parsed = parseSchedule({ cron, timezone, schedule: fields });
  if (!parsed) throw new Error('it has no schedule');
  return parsed;
}

function next(read: Schedule, after: string, count: number): string[] {
  const found: string[] = [];
  let at = nextSlot(read, utc(after));
  for (; at !== null && found.length < count; at = nextSlot(read, at)) found.push(iso(at));
  return found;
}

describe('a schedule', () => {
  it('has defaults, and none without a cron or an interval', () => {
    expect(schedule({})).toMatchObject({
      dst: { gap: 'shift', overlap: 'first' },
      ...{ misfire: 'last', overlap: 'allow', jitterMs: 0 },
    });
    expect(parseSchedule({ cron: '', timezone: 'UTC', schedule: undefined })).toBeNull();
  });

  it.each<[unknown, string, string]>([
    [{ foo: 1 }, 'unknown-field', '/schedule/foo'],
    [{ dst: { gap: 'x' } }, 'validation-failed', '/schedule/dst/gap'],
    [{ dst: { fold: 'x' } }, 'unknown-field', '/schedule/dst/fold'],
    [[], 'wrong-type', '/schedule'],
    [{ misfire: 'never' }, 'validation-failed', '/schedule/misfire'],
    [{ misfire: { all: 101 } }, 'out-of-range', '/schedule/misfire/all'],
    [{ misfire: { last: 1 } }, 'unknown-field', '/schedule/misfire/last'],
    [{ overlap: { queue: 0 } }, 'out-of-range', '/schedule/overlap/queue'],
    [{ overlap: 7 }, 'validation-failed', '/schedule/overlap'],
    [{ jitter: '5 minutes' }, 'validation-failed', '/schedule/jitter'],
    [{ jitter: '2d' }, 'out-of-range', '/schedule/jitter'],
    [{ deadline: '60d' }, 'out-of-range', '/schedule/deadline'],
    [{ deadline: '5m', jitter: '5m' }, 'out-of-range', '/schedule/deadline'],
    [{ interval: '1h' }, 'conflicting-fields', '/schedule/interval'],
    [{ start: 'soon' }, 'validation-failed', '/schedule/start'],
    [{ start: '2026-02-01', end: '2026-01-01' }, 'out-of-range', '/schedule/end'],
    [{ calendars: { exclude: {} } }, 'wrong-type', '/schedule/calendars/exclude'],
    [{ calendars: { exclude: [{}] } }, 'missing-field', '/schedule/calendars/exclude/0/start'],
    [
      { calendars: { include: [{ start: '2026-01-01', recurrence: 'FREQ=SECONDLY' }] } },
      'validation-failed',
      '/schedule/calendars/include/0/recurrence',
    ],
  ])('%j is refused', (given, code, pointer) => {
    expect(refusal({ schedule: given })).toMatchObject({ code, errors: [{ pointer }] });
  });

  it.each(['60 * * * *', '0 0 2 * * *', '@reboot', '* * * * * *'])('E125: %j is no cron', (cron) => {
    expect(refusal({ cron })).toMatchObject({ code: 'invalid-cron', errors: [{ pointer: '/cron' }] });
  });

  it('E125: is refused for its cron and its zone', () => {
    expect(refusal({ timezone: 'Mars/Base' })).toMatchObject({
      code: 'unknown-timezone',
      errors: [{ pointer: '/timezone' }],
    });
    expect(refusal({ cron: '0 0 30 2 *' })).toMatchObject({
      code: 'invalid-cron',
      errors: [{ pointer: '/cron' }],
    });
  });

  it('begins and ends, and leaves out what its calendars close', () => {
    const closed = { start: '2026-12-24', end: '2026-12-27' };
    const read = schedule({ start: '2026-12-23', end: '2026-12-29', calendars: { exclude: [closed] } });
    expect(next(read, '2026-01-01T00:00', 10)).toEqual([
      ...['2026-12-23T01:00', '2026-12-27T01:00', '2026-12-28T01:00'],
    ]);
    const told = [];
    for (const time of timesAfter(read, utc('2026-12-22T00:00'))) told.push([time.fires, time.note]);
    expect(told).toEqual([
      ...[[false, 'before-start'], [true, null], ...Array(3).fill([false, 'excluded'])],
      ...[
        [true, null],
        [true, null],
        [false, 'after-end'],
      ],
    ]);
  });

  it('keeps to windows that it is confined to, however seldom they are open', () => {
    const open = { start: '2026-03-01T00:00', end: '2026-03-01T00:02', recurrence: 'FREQ=YEARLY' };
    const read = schedule({ calendars: { include: [open] } }, '* * * * *', 'UTC');
    const from = performance.now();
    expect(next(read, '2026-03-01T00:01', 2)).toEqual(['2027-03-01T00:00', '2027-03-01T00:01']);
    expect(performance.now() - from).toBeLessThan(500);
  });

  it('goes by an interval from its start', () => {
    const read = schedule({ interval: '90m', start: '2026-03-29T00:00' }, null);
    expect(next(read, '2026-03-28T00:00', 3)).toEqual([
      ...['2026-03-28T23:00', '2026-03-29T00:30', '2026-03-29T02:00'],
    ]);
    expect(next(read, '2026-03-29T00:30', 1)).toEqual(['2026-03-29T02:00']);
  });

  it('says by when what a slot begins is to be over', () => {
    const settled = (fields: ScheduleFields) =>
      settle(schedule(fields, '0 * * * *', 'UTC'), { orchestra: 'orc_1', after: -1, now: 0 }).slots;
    expect(settled({ deadline: '2h' })).toMatchObject([{ slot: 0, deadline: 2 * HOUR }]);
    expect(settled({})).toMatchObject([{ slot: 0, deadline: null }]);
  });

  it('delays each slot by as much whoever asks, and no two alike', () => {
    const read = schedule({ jitter: '10m' });
    const delays = Array.from({ length: 500 }, (_, i) => dueAt(read, `orc_${i}`, 0));
    expect(delays).toEqual(Array.from({ length: 500 }, (_, i) => dueAt(read, `orc_${i}`, 0)));
    expect(Math.min(...delays)).toBeLessThan(60_000);
    expect(Math.max(...delays)).toBeGreaterThan(540_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(600_000);
  });
});

describe('slots that nobody looked at', () => {
  const now = utc('2026-06-01T12:00');
  const settled = (misfire: ScheduleFields['misfire'], hours: number) =>
    settle(schedule({ ...(misfire && { misfire }) }, '0 * * * *', 'UTC'), {
      orchestra: 'orc_1',
      after: now - hours * HOUR - 1,
      now: now + 120_000,
    });

  it.each<[ScheduleFields['misfire'], boolean[]]>([
    ['skip', [false, false, false]],
    ['last', [false, false, true]],
    [{ all: 2 }, [false, true, true]],
    ['all', [true, true, true]],
  ])('are played as %j says', (misfire, plays) => {
    const { slots, next, until } = settled(misfire, 2);
    expect(slots.map((slot) => slot.plays)).toEqual(plays);
    expect([until, next]).toEqual([now + 120_000, now + HOUR]);
  });

  it('are played beside the one that is in time', () => {
    const read = schedule({ misfire: 'skip' }, '0 * * * *', 'UTC');
    const { slots } = settle(read, { orchestra: 'orc_1', after: now - HOUR - 1, now: now + 1_000 });
    expect(slots.map(({ plays }) => plays)).toEqual([false, true]);
  });

  it('are settled in parts where there are many, as they would be at once', () => {
    const hours = 3_210;
    const read = schedule({ misfire: { all: 7 } }, '0 * * * *', 'UTC');
    const plays: boolean[] = [];
    let after = now - hours * HOUR;
    for (let parts = 0; parts < 10 && after < now; parts += 1) {
      const part = settle(read, { orchestra: 'orc_1', after, now });
      expect(part.slots.length).toBeLessThanOrEqual(MAX_SETTLED + 10);
      plays.push(...part.slots.map((slot) => slot.plays));
      after = part.until;
    }
    expect(plays).toHaveLength(hours);
    expect(plays.filter(Boolean)).toHaveLength(8);
    expect(plays.slice(-8)).toEqual(Array(8).fill(true));
  });
});

function refusal(given: object): MaestroError {
  try {
    parseSchedule({ cron: '0 2 * * *', timezone: 'UTC', schedule: {}, ...given });
  } catch (error) {
    return error as MaestroError;
  }
  throw new Error('nothing was refused');
}
