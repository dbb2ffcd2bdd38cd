import { createFixture, type Fixture, type FixtureTenant } from '../../test/fixture';
import { listDatasets, listRecords } from '../views/datasets.view';
import { upsertRecords, type UpsertRequest } from './dataset.store';

let fixture: Fixture;
let tenant: FixtureTenant;

beforeAll(async () => (fixture = await createFixture()));
afterAll(() => fixture.close());
beforeEach(async () => (tenant = await fixture.newTenant()));

const records = (...pairs: [key: string, value: unknown][]) =>
  pairs.map(([key, value]) => ({ key, ingestId: `in-${key}`, data: { value } as never }));

const load = (idempotencyKey: string, input: UpsertRequest['records'], dataset = 'kev') =>
  tenant.run((tx) => upsertRecords(tx, { dataset, idempotencyKey, records: input }));

const stored = async (dataset = 'kev') =>
  (await tenant.run((tx) => listRecords(tx, { dataset, after: null, limit: 5_000 }))).rows;

it('counts exactly what is new, changed and unchanged', async () => {
  expect(await load('1', records(['a', 1], ['b', 1]))).toEqual({ new: 2, changed: 0, unchanged: 0 });
  expect(await load('2', records(['b', 2], ['a', 1], ['c', 1]))).toEqual({
    new: 1,
    changed: 1,
    unchanged: 1,
  });
  expect((await stored()).map(({ key, ingestId, data }) => [key, ingestId, data])).toEqual([
    ['a', 'in-a', { value: 1 }],
    ['b', 'in-b', { value: 2 }],
    ['c', 'in-c', { value: 1 }],
  ]);
});

it('does not take another spelling of the same data for a change', async () => {
  await load('1', [{ key: 'a', ingestId: 'i', data: { x: 1, y: [1, 2] } }]);
  expect(await load('2', [{ key: 'a', ingestId: 'i', data: { y: [1, 2], x: 1.0 } }])).toEqual({
    new: 0,
    changed: 0,
    unchanged: 1,
  });
});

it('leaves the time of a record alone when it did not change', async () => {
  await load('1', records(['a', 1]));
  const [before] = await stored();
  await fixture.test.setClockOffset(60_000);
  await load('2', records(['a', 1]));
  const [same] = await stored();
  await load('3', records(['a', 2]));
  const [changed] = await stored();
  await fixture.test.setClockOffset(0);
  expect(same?.updatedAt).toEqual(before?.updatedAt);
  expect(changed?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? Infinity);
});

it('answers a repeat with what it answered first, and changes nothing', async () => {
  const first = await load('1', records(['a', 1]));
  await load('2', records(['a', 2]));
  expect(await load('1', records(['a', 1], ['b', 1]))).toEqual(first);
  expect((await stored()).map((record) => record.data)).toEqual([{ value: 2 }]);
});

it('lets one of many simultaneous repeats do the work and gives all its answer', async () => {
  const input = records(...Array.from({ length: 2_500 }, (_, i) => [`k${i}`, i] as [string, unknown]));
  const answers = await Promise.all(Array.from({ length: 6 }, () => load('same', input)));
  for (const answer of answers) expect(answer).toEqual({ new: 2_500, changed: 0, unchanged: 0 });
  expect(await stored()).toHaveLength(2_500);
});

it('keeps nothing of a load that fails, so that its repeat may succeed', async () => {
  await expect(
    tenant.run(async (tx) => {
      await upsertRecords(tx, { dataset: 'kev', idempotencyKey: '1', records: records(['a', 1]) });
      throw new Error('the worker dies here');
    }),
  ).rejects.toThrow('the worker dies here');
  expect(await load('1', records(['a', 1]))).toEqual({ new: 1, changed: 0, unchanged: 0 });
});

it('loads the same keys from many sides at once without deadlock, each record new once', async () => {
  const keys = Array.from({ length: 1_500 }, (_, i) => `k${i}`);
  const shuffled = (seed: number) =>
    [...keys].sort((a, b) => ((a + seed < b + seed ? 7 : 3) * seed) % 2 || -1);
  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((seed) =>
      load(`load ${seed}`, records(...shuffled(seed).map((key) => [key, seed] as [string, unknown]))),
    ),
  );
  expect(answers.reduce((sum, answer) => sum + answer.new, 0)).toBe(1_500);
  for (const answer of answers) expect(answer.new + answer.changed + answer.unchanged).toBe(1_500);
});

it.each([
  ['two records with one key', records(['a', 1], ['a', 2])],
  ['an empty key', records(['', 1])],
  ['a key too long', records(['k'.repeat(513), 1])],
  ['a NUL in a key', records(['a\u0000', 1])],
  ['a NUL in the data', records(['a', 'x\u0000'])],
  ['half a surrogate pair', records(['a', '\ud800'])],
])('refuses %s as a broken contract', async (_, input) => {
  await expect(load('1', input)).rejects.toMatchObject({ code: 'contract-broken', retryable: false });
  expect(await tenant.run((tx) => listDatasets(tx, { after: null, limit: 10 }))).toEqual({
    rows: [],
    hasMore: false,
  });
});

it('refuses a key that served another dataset, and names that are none', async () => {
  await load('1', records(['a', 1]));
  await expect(load('1', records(['a', 1]), 'other')).rejects.toMatchObject({ code: 'idempotency-mismatch' });
  await expect(load('2', records(['a', 1]), 'Not/a name')).rejects.toMatchObject({ code: 'invalid-name' });
});

it('lists datasets with their size, also empty ones', async () => {
  await load('1', [], 'empty');
  await load('2', records(['a', 1], ['b', 1]), 'full');
  const { rows } = await tenant.run((tx) => listDatasets(tx, { after: null, limit: 10 }));
  expect(rows.map(({ name, records: count }) => [name, count])).toEqual([
    ['empty', 0],
    ['full', 2],
  ]);
});

it('pages through records by key', async () => {
  await load('1', records(...['d', 'a', 'c', 'b', 'e'].map((key) => [key, 1] as [string, unknown])));
  const first = await tenant.run((tx) => listRecords(tx, { dataset: 'kev', after: null, limit: 2 }));
  const second = await tenant.run((tx) => listRecords(tx, { dataset: 'kev', after: 'b', limit: 3 }));
  expect([first.rows.map((row) => row.key), first.hasMore]).toEqual([['a', 'b'], true]);
  expect([second.rows.map((row) => row.key), second.hasMore]).toEqual([['c', 'd', 'e'], false]);
});

it('E020: keeps records of one tenant from another', async () => {
  await load('1', records(['a', 1]));
  const other = await fixture.newTenant();
  expect((await other.run((tx) => listRecords(tx, { dataset: 'kev', after: null, limit: 5 }))).rows).toEqual(
    [],
  );
  expect(
    await other.run((tx) =>
      upsertRecords(tx, { dataset: 'kev', idempotencyKey: '1', records: records(['a', 9]) }),
    ),
  ).toEqual({
    new: 1,
    changed: 0,
    unchanged: 0,
  });
  expect((await stored()).map((record) => record.data)).toEqual([{ value: 1 }]);
});
