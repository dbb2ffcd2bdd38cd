import { scheduleOf, type Lane } from './schedule';

const lane: Lane = { name: 'one', faults: ['a', 'b', 'c'], gapMs: [100, 300], holdMs: [10, 20] };
const lanes = [lane, { ...lane, name: 'other', faults: ['x'] }];

describe('the schedule of a storm', () => {
  it('is a function of its seed', () => {
    expect(scheduleOf(4711, 60_000, lanes)).toEqual(scheduleOf(4711, 60_000, lanes));
    expect(scheduleOf(4711, 60_000, lanes)).not.toEqual(scheduleOf(4712, 60_000, lanes));
  });

  it('begins a longer storm as the shorter one', () => {
    const short = scheduleOf(7, 10_000, lanes);
    expect(scheduleOf(7, 60_000, lanes).slice(0, short.length)).toEqual(short);
  });

  it('is in order, within the time, and brings each fault as often as the others', () => {
    const planned = scheduleOf(1, 60_000, lanes);
    expect(planned.map(({ atMs }) => atMs)).toEqual(planned.map(({ atMs }) => atMs).sort((a, b) => a - b));
    expect(planned.every(({ atMs, pick, holdMs }) => atMs < 60_000 && pick < 1 && holdMs <= 20)).toBe(true);
    const counts = ['a', 'b', 'c'].map((name) => planned.filter(({ fault }) => fault === name).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('leaves a lane without faults empty', () => {
    expect(scheduleOf(1, 60_000, [{ ...lane, faults: [] }])).toEqual([]);
  });
});
