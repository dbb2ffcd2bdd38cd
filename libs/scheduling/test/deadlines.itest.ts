import { pruneSlots } from '@maestro/engine';
import { findOrchestra } from '@maestro/persistence';
import type { ScheduleFields } from '@maestro/timetable';
import { settleBefore } from '../src';
import { createDriver, type Driver } from './driver';

let driver: Driver;
beforeAll(async () => (driver = await createDriver()));
afterAll(async () => {
  expect(driver.errors).toEqual([]);
  await driver.close();
});

const hourly = (schedule: ScheduleFields, from: string) =>
  driver.orchestra({ from, cron: '0 * * * *', schedule: { deadline: '30m', ...schedule } });

/** What was told of an orchestra: slot, status, and whether it stands in the history of its run. */
const told = async (orchestra: string) =>
  (
    await driver.sql<{ line: string }>(
      `SELECT concat_ws(' ', to_char((e.data ->> 'slot')::timestamptz AT TIME ZONE 'UTC', 'HH24:MI'), e.data ->> 'status',
                        CASE WHEN e.run_id::text = e.data ->> 'run' THEN 'of its run' END) AS line
       FROM maestro_events e WHERE e.type = 'slot.deadline_missed' AND e.data ->> 'orchestra' = $1
       ORDER BY e.data ->> 'slot'`,
      [orchestra],
    )
  ).map(({ line }) => line);
const deadlines = async (orchestra: string) =>
  (
    await driver.sql<{ deadline: string }>(
      'SELECT deadline FROM maestro_schedule_slots WHERE orchestra_id = $1 ORDER BY slot',
      [orchestra],
    )
  ).map(({ deadline }) => deadline);

it('tells once of what is not over by then, whoever leads', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const [late, inTime, off] = [await hourly({}, from), await hourly({}, from), await hourly({}, from)];
  const first = await driver.leader();
  await driver.at('2031-01-01T11:00:00Z');
  await driver.play(first);
  for (const run of await driver.runs(inTime)) await driver.end(run.id);
  await driver.sql(
    `UPDATE maestro_schedule_slots SET status = 'skipped', reason = 'disabled', run_id = NULL WHERE orchestra_id = $1`,
    [off],
  );
  await driver.at('2031-01-01T11:29:59Z');
  await driver.play(first);
  expect(await told(late)).toEqual([]);
  await driver.at('2031-01-01T11:30:00Z');
  const second = await driver.leader();
  await Promise.all([first(), second(), first(), second()]);
  await driver.play(second);
  await driver.play(await driver.leader());
  expect(await told(late)).toEqual(['11:00 fired of its run']);
  expect(await told(inTime)).toEqual([]);
  expect(await Promise.all([late, inTime, off].map(deadlines))).toEqual([['missed'], ['met'], ['void']]);
});

it('tells of what never began: nobody looked, or it waits', async () => {
  const from = '2031-01-02T10:00:00Z';
  await driver.at(from);
  const missed = await hourly({ misfire: 'skip' }, from);
  const waiting = await hourly({ misfire: 'all', overlap: { queue: 1 } }, from);
  const round = await driver.leader();
  await driver.at('2031-01-02T12:10:00Z');
  await driver.play(round);
  await driver.at('2031-01-02T12:45:00Z');
  await driver.play(round);
  expect(await told(missed)).toEqual(['11:00 skipped', '12:00 skipped']);
  expect(await told(waiting)).toEqual(['11:00 fired of its run', '12:00 waiting']);
});

it('settles all of an outage before a change, however long it was', async () => {
  const from = '2031-01-03T00:00:00Z';
  await driver.at(from);
  const id = await driver.orchestra({ from, schedule: { misfire: 'last' } });
  // Fifteen days of minutes.
  const now = Date.parse('2031-01-18T00:00:30Z');
  await driver.tenants.withTenant(driver.tenantId, async (tx) => {
    const row = await findOrchestra(tx, id, { lock: true });
    if (row) await settleBefore(tx, row, { now, enabledAfter: true });
  });
  const [count] = await driver.sql<{ all: number; due: string }>(
    `SELECT count(*)::int AS all, max(slot) FILTER (WHERE status = 'due') AS due FROM maestro_schedule_slots WHERE orchestra_id = $1`,
    [id],
  );
  expect(count).toEqual({ all: 21_600, due: new Date('2031-01-18T00:00:00Z') });
  await driver.sql('DELETE FROM maestro_schedule_slots WHERE orchestra_id = $1', [id]);
});

it('forgets what is old, and what was told of it, once its run is forgotten', async () => {
  await driver.at('2031-03-01T00:00:00Z');
  const histories = () =>
    driver.sql<{ status: string }>(
      `SELECT s.status FROM maestro_schedule_slots s JOIN maestro_events e ON e.run_id = s.told_in ORDER BY s.slot`,
    );
  const before = (await histories()).map(({ status }) => status).sort();
  expect(before).toContain('skipped');
  expect(await pruneSlots(driver.engine, { days: 7, limit: 10 })).toBe(10);
  while ((await pruneSlots(driver.engine, { days: 7, limit: 100 })) === 100);
  // Those of a run stay with it, and the one that waits is not over.
  const left = await driver.sql<{ status: string }>(
    'SELECT DISTINCT status FROM maestro_schedule_slots ORDER BY 1',
  );
  expect(left.map(({ status }) => status)).toEqual(['fired', 'waiting']);
  expect((await histories()).map(({ status }) => status).sort()).toEqual(
    before.filter((status) => status !== 'skipped'),
  );
  const alone = `SELECT FROM maestro_events e WHERE e.type = 'slot.deadline_missed'
    AND NOT EXISTS (SELECT FROM maestro_schedule_slots s WHERE s.told_in = e.run_id)`;
  expect(await driver.sql(alone)).toEqual([]);
});
