/**
 * Lints the whole repository in one process: four times as fast as one for each package. The project graph is
 * made first: without it the rule that keeps the floors apart would silently do nothing.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const env = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: '1' };

const run = (tool, args, stdio) => {
  const file = join(root, 'node_modules', '.bin', tool);
  const { status, error } = spawnSync(file, args, { cwd: root, env, stdio });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

run('nx', ['show', 'projects'], ['ignore', 'ignore', 'inherit']);
run('eslint', ['.', '--max-warnings', '0', ...process.argv.slice(2)], 'inherit');
