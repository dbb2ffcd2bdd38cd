import { chmodSync, chownSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missingLinks } from '../src/postgres/native-links';
import { locatePackage, usablePrograms, type PackagedPostgres } from '../src/postgres/packaged-binaries';
import { runCommand } from '../src/run-command';
import { unprivilegedUser } from '../src/server-user';
import { eraseEmbeddedStack } from '../src/stack';
import { cacheDir, launch, makeFolder, query, readState, start, tidy } from './places';

jest.setTimeout(30_000);
afterAll(tidy);

const servant = unprivilegedUser();
// Only root can play two users.
const asRoot = servant ? describe : describe.skip;

asRoot('below a folder that is closed to others', () => {
  it('Postgres’ data lies in the system’s temporary folder, which is remembered, reused and erased', async () => {
    const stateDir = makeFolder({ closed: true });
    const cold = await start({ stateDir });
    const home = readState(stateDir).postgres?.externalHome ?? '';
    expect(home).toMatch(/\/maestro-[0-9a-f]{16}$/);
    expect(lstatSync(home)).toMatchObject({ uid: servant?.uid, gid: servant?.gid });
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
    expect(await query(cold.databaseUrl, 'SHOW data_directory')).toEqual([
      { data_directory: join(home, 'data') },
    ]);
    await query(cold.databaseUrl, 'CREATE TABLE kept ()');
    await cold.stop();

    const warm = await start({ stateDir });
    expect(await query(warm.databaseUrl, "SELECT to_regclass('kept')::text AS kept")).toEqual([
      { kept: 'kept' },
    ]);
    await warm.stop();

    // Cleaned away by the system, as such folders are at times.
    rmSync(home, { recursive: true });
    const lines: string[] = [];
    const fresh = await start({ stateDir, log: (line) => lines.push(line) });
    expect(lines).toContain(`Postgres: the data in ${home} is gone, starting with an empty database.`);
    await fresh.stop();
    const second = readState(stateDir).postgres?.externalHome ?? '';
    await eraseEmbeddedStack(stateDir);
    expect(existsSync(second)).toBe(false);
  });
});

asRoot('an ordinary user', () => {
  it('starts and stops the stack', async () => {
    const stateDir = makeFolder();
    // The checkout's own cache may lie in a folder that is closed to others.
    const ownCache = join(stateDir, 'cache');
    if (existsSync(cacheDir)) cpSync(cacheDir, ownCache, { recursive: true, verbatimSymlinks: true });
    await runCommand('chown', ['-R', `${servant?.uid ?? 0}:${servant?.gid ?? 0}`, stateDir]);
    const launcher = await launch({ stateDir, cacheDir: ownCache }, servant);
    expect(launcher.answer).toMatchObject({ origin: { postgres: 'started', redis: 'started' } });
    expect(lstatSync(join(stateDir, 'state.json')).uid).toBe(servant?.uid);
    await launcher.stop();
    expect(readState(stateDir).postgres?.process).toBeUndefined();
  });

  it('is told in one line that the folder is another’s', async () => {
    const stateDir = makeFolder();
    const launcher = await launch({ stateDir }, servant);
    expect(launcher.answer.failure).toMatch(/is not writable for this user: run as its owner/);
  });
});

describe('the packaged programs', () => {
  const found = locatePackage();
  const runs = (bin: string) => runCommand(join(bin, 'postgres'), ['--version'], { user: servant, cwd: '/' });

  /** A copy of the package as an installation without its install script leaves it. */
  function unlinkedCopy(): PackagedPostgres {
    if (!found) throw new Error('no platform package is installed here');
    const native = join(makeFolder(), 'native');
    cpSync(found.native, native, { recursive: true, verbatimSymlinks: true });
    for (const folder of readdirSync(native, { recursive: true, encoding: 'utf8' })) {
      if (lstatSync(join(native, folder)).isSymbolicLink()) rmSync(join(native, folder));
    }
    return { ...found, native };
  }

  it('get their links made in place', async () => {
    const copy = unlinkedCopy();
    expect(missingLinks(copy.native).length).toBeGreaterThan(0);
    const bin = usablePrograms(copy, makeFolder(), servant);
    expect(bin).toBe(join(copy.native, 'bin'));
    expect(await runs(bin)).toContain(found?.version.split('-')[0]?.replace(/\.0$/, ''));
  });

  asRoot('out of reach', () => {
    it('are copied to a folder that the server’s user can enter, once', async () => {
      const copy = unlinkedCopy();
      chmodSync(dirname(copy.native), 0o700);
      const home = join(makeFolder(), 'home');
      mkdirSync(home, { mode: 0o700 });
      chownSync(home, servant?.uid ?? 0, servant?.gid ?? 0);
      const bin = usablePrograms(copy, home, servant);
      expect(bin).toBe(join(home, `programs-${copy.version}`, 'bin'));
      expect(readdirSync(home)).toEqual([`programs-${copy.version}`]);
      expect(await runs(bin)).toMatch(/^postgres \(PostgreSQL\)/);
      const made = lstatSync(dirname(bin)).ctimeMs;
      expect(usablePrograms(copy, home, servant)).toBe(bin);
      expect(lstatSync(dirname(bin)).ctimeMs).toBe(made);
    });
  });
});
