import { planOf } from '@maestro/flow/testing';
import { cancelRun, pauseRun, resumeRun, sweepRuns, wakeTimers } from '../src';
import { createHarness, type Harness } from './harness';
import { violations } from './invariants';
import { errorCodes, outputs, wait, work } from './waiting';

const DAY_MS = 86_400_000;

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const asked = { actor: 'test', reason: null };
const thenTask = (part: Parameters<typeof wait>[0]) => planOf([wait(part), {}], [{ from: 0, to: 1 }]);
const nowMs = async () =>
  ((await harness.sql<{ now: Date }>('SELECT maestro_now() AS now'))[0] as { now: Date }).now.getTime();

it('waits for its duration and not a moment less', async () => {
  const run = await harness.start(thenTask({ for: '1m' }));
  const begun = await nowMs();
  await work(harness);
  expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
  await harness.advance(59_000 - ((await nowMs()) - begun));
  expect(await wakeTimers(harness.engine)).toBe(0);
  expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
  await harness.advance(2_000);
  expect(await wakeTimers(harness.engine)).toBe(1);
  await work(harness);
  expect(await harness.statuses(run)).toEqual({ run: 'succeeded', tasks: ['succeeded', 'succeeded'] });
  const [output] = (await outputs(harness, run)) as { at: string }[];
  expect(Date.parse(output?.at ?? '')).toBeGreaterThanOrEqual(begun + 60_000);
});

it('takes its duration from an expression', async () => {
  const run = await harness.start({ ...thenTask({ for: '${{ env.pause }}' }), env: { pause: '2h' } });
  await work(harness);
  await harness.advance(3_600_000);
  expect(await wakeTimers(harness.engine)).toBe(0);
  await harness.advance(3_600_001);
  await wakeTimers(harness.engine);
  await work(harness);
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it.each(['2020-01-01T00:00:00Z', '1969-12-31t23:59:59+02:00'])(
  'waits no time for %s, which is past',
  async (until) => {
    const run = await harness.start(thenTask({ until }));
    await work(harness);
    await wakeTimers(harness.engine);
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  },
);

it.each([
  ['the day after 2^31 ms', 2 ** 31 + DAY_MS, (ms: number) => ({ for: `${ms}ms` })],
  ['ten years', 3_652 * DAY_MS, () => ({ for: '3652d' })],
])('waits for %s exactly', async (_, ms, part) => {
  const run = await harness.start(thenTask(part(ms)));
  const begun = await nowMs();
  await work(harness);
  const [row] = await harness.sql<{ left: number }>(
    `SELECT extract(epoch FROM wake_at - maestro_now())::float8 * 1000 AS left FROM maestro_waits WHERE run_id = $1`,
    [run.runId],
  );
  const passed = (await nowMs()) - begun;
  expect(row?.left).toBeGreaterThan(ms - passed - 1);
  expect(row?.left).toBeLessThanOrEqual(ms);
  await harness.advance(ms - passed - 5_000);
  expect(await wakeTimers(harness.engine)).toBe(0);
  await harness.advance(6_000);
  await wakeTimers(harness.engine);
  await work(harness);
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it.each([
  ['more than ten years', { for: '3654d' }],
  ['an instant in a hundred years', { until: '2190-01-01T00:00:00Z' }],
  ['no duration', { for: 'soon' }],
  ['a negative one', { for: '-5s' }],
  ['no instant', { until: '2026-02-30T00:00:00Z' }],
  ['a number', { for: '${{ 5 }}' }],
])('refuses %s with one clear error', async (_, part) => {
  const run = await harness.start(thenTask(part));
  await work(harness);
  expect(await errorCodes(harness, run)).toEqual(['out-of-range', null]);
  expect((await harness.statuses(run)).run).toBe('failed');
});

it('goes off during a pause and takes effect at resume', async () => {
  const run = await harness.start(thenTask({ for: '1m' }));
  await work(harness);
  await pauseRun(harness.engine, { ...run, ...asked });
  await harness.advance(61_000);
  await wakeTimers(harness.engine);
  await sweepRuns(harness.engine);
  expect((await harness.statuses(run)).tasks).toEqual(['waiting', 'pending']);
  await resumeRun(harness.engine, { ...run, ...asked });
  await work(harness);
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it('does not let timers of paused runs stand before those of others', async () => {
  const paused = await Promise.all([1, 2, 3].map(() => harness.start(thenTask({ for: '1s' }))));
  await work(harness);
  for (const run of paused) await pauseRun(harness.engine, { ...run, ...asked });
  const run = await harness.start(thenTask({ for: '2s' }));
  await work(harness);
  await harness.advance(5_000);
  for (let i = 0; i < 2; i += 1) await wakeTimers(harness.engine, 3);
  await work(harness);
  expect((await harness.statuses(run)).run).toBe('succeeded');
  for (const ref of paused) await cancelRun(harness.engine, { ...ref, ...asked });
});

it('is ended once, however many look at once', async () => {
  const run = await harness.start(thenTask({ for: '1s' }));
  await work(harness);
  await harness.advance(2_000);
  await Promise.all([1, 2, 3, 4].map(() => wakeTimers(harness.engine)));
  await work(harness);
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it('ends by cancel, and its timer goes off for nobody', async () => {
  const run = await harness.start(thenTask({ for: '1m' }));
  await work(harness);
  await cancelRun(harness.engine, { ...run, ...asked });
  expect(await harness.statuses(run)).toEqual({ run: 'cancelled', tasks: ['cancelled', 'skipped'] });
  await harness.advance(61_000);
  expect(await wakeTimers(harness.engine)).toBe(0);
});
