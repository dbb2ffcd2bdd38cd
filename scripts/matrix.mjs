/**
 * `npm run matrix`: the generated matrices alone, against a private stack. Every route of the running API × credentials,
 * methods and spellings; and × another tenant's ids, also with row-level security as the only wall.
 *
 * The last line is `routes R, requests N, leaks 0`. Ends with 1 where there is a leak or a suite fails.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, install, root } from './bootstrap.mjs';

checkNode();
install();

/** Suites that report: credentials, tenants, and tenants behind row-level security alone. */
const MATRICES = 3;

const folder = mkdtempSync(join(tmpdir(), 'maestro-matrix-'));
const file = join(folder, 'figures');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const options = ['--selectProjects', 'integration', '--maxWorkers=2', '--ci'];
const { status } = spawnSync(process.execPath, [jest, 'apps/api/test/matrix', ...options], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MATRIX_FIGURES: file, FORCE_COLOR: '0' },
});

const figures = read(file);
rmSync(folder, { recursive: true, force: true });
for (const { matrix, routes, requests, leaks } of figures)
  console.log(`${matrix}: ${routes} routes, ${requests} requests, ${leaks} leaks`);
const sum = (name) => figures.reduce((total, one) => total + one[name], 0);
const routes = Math.max(0, ...figures.map((one) => one.routes));
// A suite that fell over before it could count proves nothing: then there is no line that looks like success.
const complete = figures.length === MATRICES;
if (!complete) console.log('A matrix did not come to its end.');
console.log(`routes ${routes}, requests ${sum('requests')}, leaks ${complete ? sum('leaks') : 'unknown'}`);
process.exit(status === 0 && complete && sum('leaks') === 0 ? 0 : 1);

function read(path) {
  try {
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}
