import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command';
import { StackError } from '../stack-error';
import type { PostgresBinaries } from './binaries';
import type { PostgresHome } from './home';

/** Superuser of the private server and owner of its database. */
export const OWNER = 'maestro';
export const DATABASE = 'maestro';

/**
 * Makes the data folder: an owner with this password, and Maestro's empty database.
 * It is built under another name and renamed last, so a data folder that exists is always complete.
 *
 * @throws StackError `start-failed`.
 */
export async function createCluster(
  home: PostgresHome,
  { bin }: PostgresBinaries,
  password: string,
): Promise<void> {
  const draft = `${home.data}.new`;
  const as = { user: home.user, cwd: home.path };
  rmSync(draft, { recursive: true, force: true });
  try {
    const settings = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-instructions'];
    await withPasswordFile(home, password, (file) =>
      runCommand(join(bin, 'initdb'), ['-D', draft, '-U', OWNER, `--pwfile=${file}`, ...settings], as),
    );
    const single = ['--single', '-D', draft, '-c', 'exit_on_error=on', 'postgres'];
    await runCommand(join(bin, 'postgres'), single, { ...as, input: `CREATE DATABASE ${DATABASE};\n` });
  } catch (cause) {
    throw new StackError('start-failed', `Postgres cannot make its data: ${(cause as Error).message}`, {
      cause,
    });
  }
  renameSync(draft, home.data);
}

async function withPasswordFile(
  home: PostgresHome,
  password: string,
  use: (file: string) => Promise<unknown>,
) {
  const file = join(home.path, 'password.new');
  rmSync(file, { force: true });
  try {
    writeFileSync(file, password, { mode: 0o600 });
    if (home.user) chownSync(file, home.user.uid, home.user.gid);
    await use(file);
  } finally {
    rmSync(file, { force: true });
  }
}

export function hasCluster(home: PostgresHome): boolean {
  return existsSync(home.data);
}
