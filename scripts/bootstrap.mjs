/**
 * What every entry point does first, with nothing installed: checks Node, installs, builds. Each step is skipped
 * when what it would make is there and current. Zero dependencies.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const PNPM = 'pnpm@10.34.8';
const MINIMUM = [20, 19];

/** Ends the process with one line where Node is too old to run anything here. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  console.error(
    `Maestro needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

/** Installs what the lock file names, unless that very lock file was installed before. */
export function install() {
  const stamp = join(root, 'node_modules', '.maestro-installed');
  const wanted = digest([join(root, 'pnpm-lock.yaml'), join(root, 'package.json')]);
  if (read(stamp) === wanted) return false;
  run(
    'npx',
    ['--yes', PNPM, 'install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
    'install',
  );
  writeFileSync(stamp, wanted);
  return true;
}

/** Compiles every package, unless no source is newer than the last time. */
export function build() {
  const stamp = join(root, 'node_modules', '.maestro-built');
  const newest = newestSource();
  if (read(stamp) === newest) return false;
  run(process.execPath, ['tools/build.mjs', '--all'], 'build');
  writeFileSync(stamp, newest);
  return true;
}

function newestSource() {
  const files = ['libs', 'apps'].flatMap((floor) =>
    readdirSync(join(root, floor)).flatMap((name) => {
      const folder = join(root, floor, name);
      return existsSync(join(folder, 'src')) ? [...walk(join(folder, 'src')), built(folder)] : [];
    }),
  );
  const hash = createHash('sha256');
  for (const file of [...files, join(root, 'tools', 'build.mjs'), join(root, '.swcrc')].sort())
    hash.update(fact(file));
  return hash.digest('hex');
}

/** A source counts by its time and size; a missing `dist` counts too. */
function fact(file) {
  if (!existsSync(file)) return `${file} missing\n`;
  const found = statSync(file);
  return found.isDirectory() ? `${file}\n` : `${file} ${found.mtimeMs} ${found.size}\n`;
}

const built = (folder) => {
  const dist = join(folder, 'dist');
  return existsSync(dist) ? join(folder, 'package.json') : `${dist} missing`;
};

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

function run(command, args, doing) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, CI: '1' },
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  console.error(`The step "${doing}" failed.`);
  process.exit(1);
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The folder of everything local and disposable. */
export function stateFolder() {
  const folder = join(root, '.maestro');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
