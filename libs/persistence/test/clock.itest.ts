import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { setClockOffset } from '../src';
import { connected, query, refusal } from './databases';

const HOUR = 3_600_000;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterEach(() => setClockOffset(test.ownerUrl, 0));
afterAll(() => test.drop());

/** How far the database's clock is ahead of its server's, in milliseconds. */
async function offset(url: string): Promise<number> {
  const [row] = await query<{ ahead: string }>(
    url,
    'SELECT extract(epoch FROM maestro_now() - statement_timestamp()) * 1000 AS ahead',
  );
  return Number(row?.ahead);
}

describe('the clock', () => {
  it('is the server’s where nobody moved it', async () => {
    expect(await offset(test.appUrl)).toBe(0);
  });

  it.each([0, 1, 1_500, 36 * HOUR, 400 * 24 * HOUR, -HOUR])(
    'moves by %i ms for every role',
    async (shift) => {
      await setClockOffset(test.ownerUrl, shift);
      for (const url of [test.appUrl, test.engineUrl, test.ownerUrl]) expect(await offset(url)).toBe(shift);
    },
  );

  it('is set, not pushed: the last offset counts', async () => {
    await setClockOffset(test.ownerUrl, HOUR);
    await setClockOffset(test.ownerUrl, 2 * HOUR);
    expect(await offset(test.engineUrl)).toBe(2 * HOUR);
  });

  it('moves under a connection that has planned its statement already', async () => {
    await connected(test.engineUrl, async (client) => {
      const ahead = async () =>
        (await client.query({ name: 'ahead', text: 'SELECT maestro_now() > statement_timestamp() AS ahead' }))
          .rows;
      await client.query('SET plan_cache_mode = force_generic_plan');
      expect(await ahead()).toEqual([{ ahead: false }]);
      await setClockOffset(test.ownerUrl, HOUR);
      expect(await ahead()).toEqual([{ ahead: true }]);
    });
  });

  it('stands still within a statement, so that an index can be searched by it', async () => {
    const [row] = await query<{ same: boolean }>(
      test.engineUrl,
      'SELECT count(DISTINCT maestro_now()) = 1 AS same FROM generate_series(1, 10000)',
    );
    expect(row?.same).toBe(true);
  });

  it.each([
    ['the application', () => test.appUrl],
    ['the engine', () => test.engineUrl],
  ])('cannot be moved by %s', async (_, url) => {
    for (const text of [
      `UPDATE maestro_clock SET shift = interval '1 hour'`,
      `INSERT INTO maestro_clock (only_row) VALUES (true)`,
      'DELETE FROM maestro_clock',
      'TRUNCATE maestro_clock',
    ])
      expect(await refusal(query(url(), text))).toBe('42501');
    expect(await offset(url())).toBe(0);
  });

  it('has one row, also for the owner', async () => {
    const insert = (value: boolean) => query(test.ownerUrl, 'INSERT INTO maestro_clock VALUES ($1)', [value]);
    expect(await refusal(insert(true))).toBe('23505');
    expect(await refusal(insert(false))).toBe('23514');
  });
});
