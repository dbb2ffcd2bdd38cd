import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A link that the package cannot carry and that its libraries need to find each other. */
export interface NativeLink {
  path: string;
  /** File name beside the link. */
  target: string;
}

/** The shorter names under which a macOS library is looked up: `libpq.5.18.dylib` → `libpq.dylib`, `libpq.5.dylib`. */
export function shorterLibraryNames(file: string): string[] {
  const match = /^(?<stem>.+?)\.(?<version>\d+(?:\.\d+)*)\.dylib$/.exec(file);
  const { stem = '', version } = match?.groups ?? {};
  if (version === undefined) return [];
  const numbers = version.split('.');
  return numbers.map((_, kept) => [stem, ...numbers.slice(0, kept), 'dylib'].join('.'));
}

/**
 * Links that are absent from an unpacked `native` folder. The package lists them in `pg-symlinks.json`, to be made
 * by an install script that may not have run; the macOS lists have gaps, so there the usual names are derived too.
 */
export function missingLinks(native: string): NativeLink[] {
  const links = new Map<string, string>();
  for (const { source, target } of declaredLinks(native)) {
    links.set(join(dirname(native), target), basename(source));
  }
  const lib = join(native, 'lib');
  for (const file of readdirSync(lib)) {
    for (const name of shorterLibraryNames(file)) {
      if (!links.has(join(lib, name))) links.set(join(lib, name), file);
    }
  }
  return [...links].map(([path, target]) => ({ path, target })).filter(({ path }) => !existsSync(path));
}

/** Makes the links; false when the folder may not be written to. */
export function createLinks(links: readonly NativeLink[]): boolean {
  for (const { path, target } of links) {
    try {
      symlinkSync(target, path);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
      // Another launcher on the same installation was quicker.
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

function declaredLinks(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
}
