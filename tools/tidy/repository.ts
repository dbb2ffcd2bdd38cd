import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

/** Paths of the repository's files, tracked or about to be, relative to its root. */
export function files(): string[] {
  const { stdout, status, stderr } = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`git: ${stderr}`);
  // A file deleted but not yet committed is still listed.
  return [...new Set(stdout.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)));
}

/** The text of a file; null where it is binary. */
export function textOf(path: string): string | null {
  const bytes = readFileSync(join(root, path));
  return bytes.includes(0) ? null : bytes.toString('utf8');
}

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  description?: string;
  license?: string;
  main?: string;
  exports?: Record<string, unknown>;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  nx?: { tags?: string[] };
}

export interface Package {
  /** Relative to the root; empty for the root itself. */
  dir: string;
  manifest: Manifest;
}

/** The packages of the workspace, without its root. */
export function packages(): Package[] {
  return ['libs', 'apps']
    .flatMap((floor) => readdirSync(join(root, floor)).map((name) => join(floor, name)))
    .filter((dir) => existsSync(join(root, dir, 'package.json')))
    .map(packageAt);
}

export function packageAt(dir: string): Package {
  return { dir, manifest: JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8')) as Manifest };
}
