import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { checkDatabase, latestMigration, revertMigrations } from '../src';
import { connected, query, withEmptyDatabase } from './databases';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

/** The address of `url` for a login made with `options`, which lives as long as `work`. Roles are the server's. */
async function withLogin<T>(options: string, work: (url: string, name: string) => Promise<T>): Promise<T> {
  const name = `boot_check_${randomBytes(4).toString('hex')}`;
  const url = new URL(test.ownerUrl);
  [url.username, url.password] = [name, 'x'];
  await query(test.ownerUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'x' ${options}`);
  try {
    return await work(url.toString(), name);
  } finally {
    const owner = decodeURIComponent(new URL(test.ownerUrl).username);
    await query(
      test.ownerUrl,
      `REASSIGN OWNED BY ${name} TO "${owner}"; DROP OWNED BY ${name}; DROP ROLE ${name}`,
    );
  }
}

describe('the boot check', () => {
  it('accepts the two service roles', async () => {
    expect(await checkDatabase(test.appUrl, 'maestro_app')).toEqual([]);
    expect(await checkDatabase(test.engineUrl, 'maestro_engine')).toEqual([]);
  });

  it('accepts a login that an administrator made a member of one', async () => {
    await withLogin('IN ROLE maestro_app', async (url) => {
      expect(await checkDatabase(url, 'maestro_app')).toEqual([]);
    });
  });

  it('refuses a superuser', async () => {
    await withLogin('SUPERUSER', async (url, name) => {
      expect(await checkDatabase(url, 'maestro_app')).toEqual([
        `database role "${name}" is a superuser: use maestro_app`,
      ]);
    });
  });

  it('refuses a role that no policy binds', async () => {
    await withLogin('BYPASSRLS IN ROLE maestro_engine', async (url, name) => {
      expect(await checkDatabase(url, 'maestro_engine')).toEqual([
        `database role "${name}" may bypass row-level security: use maestro_engine`,
      ]);
    });
  });

  it('refuses the owner of a table, who could switch its policies off', async () => {
    await withLogin('IN ROLE maestro_app', async (url, name) => {
      await query(test.ownerUrl, `ALTER TABLE maestro_api_keys OWNER TO ${name}`);
      expect(await checkDatabase(url, 'maestro_app')).toEqual([
        `database role "${name}" owns tables of Maestro: use maestro_app`,
      ]);
    });
  });

  it('refuses the one service role in the place of the other, which sees other rows', async () => {
    expect(await checkDatabase(test.engineUrl, 'maestro_app')).toEqual([
      'database role "maestro_engine" may act as maestro_engine, too: use maestro_app',
    ]);
    await withLogin('IN ROLE maestro_app, maestro_engine', async (url, name) => {
      expect(await checkDatabase(url, 'maestro_engine')).toEqual([
        `database role "${name}" may act as maestro_app, too: use maestro_engine`,
      ]);
    });
  });

  it('refuses the owner of a function', async () => {
    await withLogin('IN ROLE maestro_app', async (url, name) => {
      await query(test.ownerUrl, `ALTER FUNCTION maestro_tenant() OWNER TO ${name}`);
      expect(await checkDatabase(url, 'maestro_app')).toEqual([
        `database role "${name}" owns tables of Maestro: use maestro_app`,
      ]);
    });
  });

  it.each(['NO FORCE', 'DISABLE'])('refuses a table with %s ROW LEVEL SECURITY', async (verb) => {
    const open = await createTestDatabase();
    await query(open.ownerUrl, `ALTER TABLE maestro_runs ${verb} ROW LEVEL SECURITY`);
    for (const [url, role] of [
      [open.appUrl, 'maestro_app'],
      [open.engineUrl, 'maestro_engine'],
    ] as const)
      expect(await checkDatabase(url, role)).toEqual([
        'row-level security is not forced on maestro_runs: run the migrations on an untouched schema',
      ]);
    await open.drop();
  });

  it('names all faults of the role that migrates', async () => {
    const faults = await checkDatabase(test.ownerUrl, 'maestro_app');
    expect(faults).toEqual(
      expect.arrayContaining([expect.stringMatching(/owns tables of Maestro: use maestro_app$/)]),
    );
    for (const fault of faults) expect(fault).toMatch(/^database role "[^"]+" [^\n]+: use maestro_app$/);
  });

  it('refuses a database without a schema', async () => {
    await withEmptyDatabase(test.ownerUrl, async (url) => {
      const app = new URL(test.appUrl);
      app.pathname = new URL(url).pathname;
      expect(await checkDatabase(app.toString(), 'maestro_app')).toEqual([
        'the schema is missing: run the migrations first',
      ]);
    });
  });

  it('refuses a schema that is behind', async () => {
    const behind = await createTestDatabase();
    await revertMigrations(behind.ownerUrl, 1);
    const known = latestMigration();
    expect(await checkDatabase(behind.engineUrl, 'maestro_engine')).toEqual([
      `the schema is at migration ${known - 1}, this release needs ${known}: run the migrations first`,
    ]);
    await behind.drop();
  });

  it('refuses a schema that is ahead', async () => {
    const known = latestMigration();
    await connected(test.ownerUrl, async (owner) => {
      await owner.query(`INSERT INTO maestro_migrations (timestamp, name) VALUES ($1, 'of_tomorrow')`, [
        1_700_000_000_000 + known + 1,
      ]);
      expect(await checkDatabase(test.appUrl, 'maestro_app')).toEqual([
        `the schema is at migration ${known + 1}, this release knows only ${known}: start a newer release`,
      ]);
      await owner.query(`DELETE FROM maestro_migrations WHERE name = 'of_tomorrow'`);
    });
  });

  it('fails by itself where there is no server', async () => {
    await expect(checkDatabase('postgres://x@127.0.0.1:1/x', 'maestro_app')).rejects.toThrow(/ECONNREFUSED/);
  });
});
