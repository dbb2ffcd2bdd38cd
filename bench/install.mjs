/** The peers and their lock file are the bench's own: `npm start` and `npm test` never install them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const PNPM = 'pnpm@10.34.8';

/** Installs what bench/pnpm-lock.yaml names, unless that was done before. Build scripts of packages do not run. */
export function installPeers(say) {
  const stamp = join(here, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(here, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing the engines to compare with, once, in bench/node_modules …');
  const args = ['--yes', PNPM, 'install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const { status, stdout, stderr, error } = spawnSync('npx', [...args, '--prefer-offline'], {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, CI: '1' },
  });
  if (status === 0) return writeFileSync(stamp, wanted);
  // What is missing then is left out by name, with its reason.
  return say(`The installation failed:\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
}
