import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from '../run-command';
import type { ServerUser } from '../server-user';
import { StackError } from '../stack-error';
import { locatePackage, usablePrograms } from './packaged-binaries';

export interface PostgresBinaries {
  /** Folder with `postgres` and `initdb`. */
  bin: string;
  version: string;
  major: number;
}

/** The oldest server the migrations are written for. */
const OLDEST_MAJOR = 15;
const SYSTEM_ROOT = '/usr/lib/postgresql';

/**
 * Finds a Postgres to run: the one installed with the dependencies, else the system's newest.
 *
 * @param existing major version of the data folder, where there is one: only that may open it.
 * @throws StackError `no-postgres`.
 */
export async function findPostgres(
  home: string,
  user: ServerUser | undefined,
  existing: number | undefined,
): Promise<PostgresBinaries> {
  const seen: string[] = [];
  for (const bin of candidates(home, user)) {
    const found = await probe(bin, user);
    if (!found) continue;
    if (existing === undefined ? found.major >= OLDEST_MAJOR : found.major === existing) return found;
    seen.push(found.version);
  }
  const wanted = existing === undefined ? `${OLDEST_MAJOR} or newer` : String(existing);
  const others = seen.length ? ` (found only ${seen.join(', ')})` : '';
  const data = existing === undefined ? '' : ` to open the data in ${home}, or remove that folder`;
  throw new StackError(
    'no-postgres',
    `No Postgres ${wanted} can be run here${others}: install the dependencies again, install Postgres ${wanted}${data}, or set DATABASE_URL.`,
  );
}

/** The version in the output of `postgres --version`. */
export function parsePostgresVersion(text: string): { version: string; major: number } | undefined {
  const version = /^postgres \(PostgreSQL\) (\d+[^\s]*)/.exec(text)?.[1];
  return version === undefined ? undefined : { version, major: Number.parseInt(version, 10) };
}

function* candidates(home: string, user: ServerUser | undefined): Generator<string> {
  const found = locatePackage();
  if (found) yield usablePrograms(found, home, user);
  if (existsSync(SYSTEM_ROOT)) {
    const versions = readdirSync(SYSTEM_ROOT).sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a));
    for (const version of versions) yield join(SYSTEM_ROOT, version, 'bin');
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'postgres');
    if (folder && existsSync(program)) yield dirname(realpathSync(program));
  }
}

/** Runs it once: a program for another C library, or without its libraries, must not be chosen. */
async function probe(bin: string, user: ServerUser | undefined): Promise<PostgresBinaries | undefined> {
  if (!existsSync(join(bin, 'initdb'))) return undefined;
  const output = await runCommand(join(bin, 'postgres'), ['--version'], { user, cwd: '/' }).catch(() => '');
  const parsed = parsePostgresVersion(output);
  return parsed && { bin, ...parsed };
}
