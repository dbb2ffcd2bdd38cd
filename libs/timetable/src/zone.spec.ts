import { instantAt, isZone, localAt } from './zone';

const at = (text: string) => Date.parse(`${text}Z`);
const utc = (instant: number) => new Date(instant).toISOString().slice(0, 19);

describe('a wall clock', () => {
  it.each([
    ['Europe/Berlin', '2026-07-01T12:00:00', '2026-07-01T14:00:00'],
    ['America/New_York', '2026-01-01T03:30:00', '2025-12-31T22:30:00'],
    ['Australia/Lord_Howe', '2026-07-01T00:00:00', '2026-07-01T10:30:00'],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00', '2026-01-01T11:00:00'],
    ['Pacific/Apia', '2011-12-31T00:00:00', '2011-12-31T14:00:00'],
  ])('of %s shows at %s %s', (zone, instant, local) => {
    expect(utc(localAt(zone, at(instant)))).toBe(local);
  });

  it.each([
    // It shows what is asked once.
    ['Europe/Berlin', '2026-07-01T14:00:00', '2026-07-01T12:00:00', '2026-07-01T12:00:00'],
    // It is put forward: the time is left out.
    ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:00:00', '2026-03-29T01:00:00'],
    ['America/New_York', '2026-03-08T02:01:00', '2026-03-08T07:00:00', '2026-03-08T07:00:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00', '2026-10-03T15:30:00', '2026-10-03T15:30:00'],
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T10:00:00', '2011-12-30T10:00:00'],
    // It is put back: the time comes twice.
    ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00', '2026-10-25T01:30:00'],
    ['America/New_York', '2026-11-01T01:59:59', '2026-11-01T05:59:59', '2026-11-01T06:59:59'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00', '2026-04-04T15:15:00'],
    // On the very edge.
    ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00', '2026-03-29T01:00:00'],
    ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00', '2026-10-25T02:00:00'],
  ])('of %s shows %s from %s, and up to %s', (zone, local, start, end) => {
    expect(utc(instantAt(zone, at(local), 'start'))).toBe(start);
    expect(utc(instantAt(zone, at(local), 'end'))).toBe(end);
  });

  it('is known by its name alone', () => {
    expect(['Europe/Berlin', 'UTC', 'Australia/Lord_Howe'].every(isZone)).toBe(true);
    const wrong = ['Mars/Base', '', '+01:00', 'Europe/Berlin\0', 'x'.repeat(500), '../etc/passwd'];
    expect(wrong.filter(isZone)).toEqual([]);
  });
});
