import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { latestMigration, migrateDatabase, revertMigrations } from '../src';
import { schemaDump } from '../src/schema-dump';
import { query, withEmptyDatabase } from './databases';
import { startSystemPostgres, systemPostgresMissing } from './system-postgres';

const all = latestMigration();

const missing = systemPostgresMissing();
if (missing) process.stderr.write(`The migrations are not tested on Postgres 15: ${missing}.\n`);

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

/** What stays when all migrations are taken back: the list of them, which is the runner's own. */
async function leftovers(url: string): Promise<string[]> {
  // Extensions stay: somebody else may use them by now.
  const dump = (await schemaDump(url)).replace(/^CREATE EXTENSION .*$/gm, '');
  const made = [...dump.matchAll(/^CREATE \w+ ("?\w+)/gm)].map(([, name]) => name as string);
  return made.filter((name) => name !== 'maestro_migrations');
}

/** Up, down and up again, on the empty database at `url`. */
async function goesUpAndDown(url: string): Promise<string> {
  expect(await migrateDatabase(url)).toHaveLength(all);
  const dump = await schemaDump(url);
  await revertMigrations(url, all);
  expect(await leftovers(url)).toEqual([]);
  expect(await migrateDatabase(url)).toHaveLength(all);
  expect(await schemaDump(url)).toBe(dump);
  return dump;
}

describe('the migrations', () => {
  it('go up, all the way down and up again, to the same schema', async () => {
    const dump = await withEmptyDatabase(test.ownerUrl, goesUpAndDown);
    expect(dump).toBe(await schemaDump(test.ownerUrl));
  });

  // As far as somebody takes a deployment back. All of them at once are above; each depth of all would be quadratic.
  it('can be taken back as deep as twelve and applied again', async () => {
    await withEmptyDatabase(test.ownerUrl, async (url) => {
      await migrateDatabase(url);
      const dump = await schemaDump(url);
      for (let count = 1; count <= 12; count += 1) {
        await revertMigrations(url, count);
        expect(await migrateDatabase(url)).toHaveLength(count);
      }
      expect(await schemaDump(url)).toBe(dump);
    });
  }, 120_000);

  (missing ? it.skip : it)(
    'make the same schema on Postgres 15',
    async () => {
      const old = await startSystemPostgres();
      try {
        const [{ version } = { version: '' }] = await query<{ version: string }>(
          old.url,
          `SELECT current_setting('server_version') AS version`,
        );
        expect(version).toMatch(/^15\./);
        expect(await goesUpAndDown(old.url)).toBe(await schemaDump(test.ownerUrl));
      } finally {
        await old.stop();
      }
    },
    120_000,
  );
});

describe('migrating', () => {
  afterEach(() => jest.restoreAllMocks());

  it('twice is once', async () => {
    const before = await schemaDump(test.ownerUrl);
    expect(await migrateDatabase(test.ownerUrl)).toEqual([]);
    expect(await schemaDump(test.ownerUrl)).toBe(before);
  });

  it('takes turns: of several at once, one does all the work', async () => {
    await withEmptyDatabase(test.ownerUrl, async (url) => {
      const done = await Promise.all([1, 2, 3].map(() => migrateDatabase(url)));
      expect(done.map((names) => names.length).sort()).toEqual([0, 0, all]);
    });
  });

  it('leaves what had succeeded, and its lock to others, where one migration fails', async () => {
    // TypeORM prints the failure besides throwing it.
    jest.spyOn(console, 'log').mockReturnValue(undefined);
    await withEmptyDatabase(test.ownerUrl, async (url) => {
      await query(url, 'CREATE TABLE maestro_runs (n int)');
      await expect(migrateDatabase(url)).rejects.toThrow(/maestro_runs/);
      const [row] = await query<{ applied: string }>(
        url,
        'SELECT count(*) AS applied FROM maestro_migrations',
      );
      expect(Number(row?.applied)).toBeGreaterThan(0);
      expect(Number(row?.applied)).toBeLessThan(all);
      await query(url, 'DROP TABLE maestro_runs');
      expect(await migrateDatabase(url)).toHaveLength(all - Number(row?.applied));
      expect(await schemaDump(url)).toBe(await schemaDump(test.ownerUrl));
    });
  });
});
