import { MaestroError } from '@maestro/problems';
import type { ScheduleFields } from '@maestro/timetable';
import { createDriver, type Driver } from './driver';

let driver: Driver;

beforeEach(async () => {
  driver = await createDriver();
});

afterEach(async () => {
  expect(driver.errors).toEqual([]);
  await driver.close();
});

it('plays each slot once, whoever leads and however often they look', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const id = await driver.orchestra({ from });
  const first = await driver.leader();
  await driver.play(first);
  expect(await driver.slots(id)).toEqual([]);
  await driver.at('2031-01-01T10:01:00Z');
  await Promise.all([first(), first(), first()]);
  const second = await driver.leader();
  await driver.at('2031-01-01T10:02:00Z');
  await Promise.all([first(), second(), first(), second()]);
  await driver.play(second);
  expect(await driver.slots(id)).toEqual(['01-01 10:01 fired', '01-01 10:02 fired']);
  expect(await driver.runs(id)).toMatchObject([
    { slot: '2031-01-01T10:01:00.000Z', created_by: 'schedule for ann' },
    { slot: '2031-01-01T10:02:00.000Z' },
  ]);
});

it('does nothing for a leader whose term is over', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const id = await driver.orchestra({ from });
  const old = await driver.leader();
  await driver.leader();
  await driver.at('2031-01-01T10:01:00Z');
  await old();
  expect(await driver.slots(id)).toEqual([]);
});

it('goes by the policy for what was missed, and says so', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const ids = [];
  for (const misfire of ['skip', 'last', { all: 2 }] as const)
    ids.push(await driver.orchestra({ from, cron: '0 * * * *', schedule: { misfire } }));
  await driver.at('2031-01-01T13:30:00Z');
  await driver.play(await driver.leader());
  const told = await Promise.all(ids.map((id) => driver.slots(id)));
  const [a, b, c] = ['01-01 11:00', '01-01 12:00', '01-01 13:00'];
  expect(told).toEqual([
    [`${a} skipped misfire`, `${b} skipped misfire`, `${c} skipped misfire`],
    [`${a} skipped misfire`, `${b} skipped misfire`, `${c} fired`],
    [`${a} skipped misfire`, `${b} fired`, `${c} fired`],
  ]);
});

describe('a slot that comes while a run is open', () => {
  const three = async (overlap: NonNullable<ScheduleFields['overlap']>) => {
    const from = '2031-01-01T10:00:00Z';
    await driver.at(from);
    const id = await driver.orchestra({ from, schedule: { overlap, misfire: 'all' } });
    const round = await driver.leader();
    await driver.at('2031-01-01T10:03:10Z');
    await driver.play(round);
    return { id, round };
  };

  it('is skipped', async () => {
    const { id } = await three('skip');
    expect(await driver.slots(id)).toEqual([
      ...['01-01 10:01 fired', '01-01 10:02 skipped overlap', '01-01 10:03 skipped overlap'],
    ]);
  });

  it('is played beside it', async () => {
    const { id } = await three('allow');
    expect((await driver.runs(id)).map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
  });

  it('waits for it, as many as may', async () => {
    const { id, round } = await three({ queue: 1 });
    expect(await driver.slots(id)).toEqual([
      ...['01-01 10:01 fired', '01-01 10:02 waiting overlap', '01-01 10:03 skipped overlap'],
    ]);
    const [run] = await driver.runs(id);
    await driver.end(run?.id ?? '');
    await driver.play(round);
    expect((await driver.slots(id))[1]).toBe('01-01 10:02 fired');
  });

  it('takes its place', async () => {
    const { id } = await three('cancel_running');
    const controls = await driver.sql<{ status: string }>(
      'SELECT status FROM maestro_runs WHERE orchestra_id = $1 ORDER BY id',
      [id],
    );
    expect(controls.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'queued']);
  });
});

it('keeps a slot that somebody could not be asked about, and skips one that is refused', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const id = await driver.orchestra({ from });
  const round = await driver.leader();
  const refuse = (code: 'policy-unavailable' | 'frozen') =>
    (driver.gate.ask = async (runs) =>
      runs.map(() => ({ kind: 'refuse', error: new MaestroError(code, 'Not now.') })));
  refuse('policy-unavailable');
  await driver.at('2031-01-01T10:01:00Z');
  await round();
  expect(await driver.slots(id)).toEqual(['01-01 10:01 due']);
  expect(driver.errors.splice(0)).toHaveLength(1);
  refuse('frozen');
  await driver.play(round);
  expect(await driver.slots(id)).toEqual(['01-01 10:01 skipped frozen']);
});

it('plays what was due before it was switched off not at all, and waits out the jitter', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  const id = await driver.orchestra({ from, cron: '0 11 * * *', schedule: { jitter: '30m' } });
  const other = await driver.orchestra({ from, cron: '0 11 * * *', schedule: { jitter: '30m' } });
  const round = await driver.leader();
  await driver.at('2031-01-01T11:00:00Z');
  await driver.play(round);
  expect(await driver.slots(id)).toEqual(['01-01 11:00 due']);
  await driver.sql('UPDATE maestro_orchestras SET enabled = false WHERE id = $1', [id]);
  await driver.at('2031-01-01T11:30:01Z');
  await driver.play(round);
  expect(await driver.slots(id)).toEqual(['01-01 11:00 skipped disabled']);
  expect(await driver.slots(other)).toEqual(['01-01 11:00 fired']);
});

it('creates a thousand runs that are due in the same second at once', async () => {
  const from = '2031-01-01T10:00:00Z';
  await driver.at(from);
  for (let i = 0; i < 1_000; i += 1) await driver.orchestra({ from });
  const round = await driver.leader();
  await driver.play(round);
  await driver.at('2031-01-01T10:01:00Z');
  const begun = performance.now();
  await driver.play(round);
  const took = performance.now() - begun;
  const [row] = await driver.sql<{ runs: number }>('SELECT count(*)::int AS runs FROM maestro_runs');
  process.stdout.write(`1000 slots in ${took.toFixed(0)} ms\n`);
  expect(row?.runs).toBe(1_000);
  // Two seconds on a machine of its own; others may share this one.
  expect(took).toBeLessThan(10_000);
});
