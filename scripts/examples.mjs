/**
 * Every example of the repository, run against private servers: `pnpm examples`.
 *
 * An example is a folder of examples/ with templates and the tests that run them: its own, or pages.e2e.ts, which follows every page. A
 * template that neither a test nor a followed page names would be one that nobody knows to work: it counts as failed. The last line counts all: `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build, checkNode, install, root, stateFolder } from './bootstrap.mjs';

checkNode();
install();
build();

const files = listFiles(join(root, 'examples'));
const orphans = files.filter((file) => isTemplate(file) && !isNamed(file));
const { passed, failed } = runTests();
for (const file of orphans) console.error(`No test runs ${relative(root, file).split(sep).join('/')}.`);
console.log(`${passed} passed, ${failed + orphans.length} failed`);
process.exit(failed + orphans.length === 0 ? 0 : 1);

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

function isTemplate(file) {
  return /\.ya?ml$/.test(file) && /^kind: Workflow$/m.test(readFileSync(file, 'utf8'));
}

/** By its file name, in a test beside it; or by its path, in a command of the page beside it. */
function isNamed(template) {
  const name = template.slice(dirname(template).length + 1);
  const path = relative(root, template).split(sep).join('/');
  return files.some((file) => {
    if (dirname(file) !== dirname(template)) return false;
    if (/\.(cases|e2e)\.ts$/.test(file)) return readFileSync(file, 'utf8').includes(`'${name}'`);
    return file.endsWith('README.md') && readFileSync(file, 'utf8').includes(`\nmaestro run ${path} `);
  });
}

function runTests() {
  const report = join(stateFolder(), 'jest-examples.json');
  rmSync(report, { force: true });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--selectProjects', 'e2e', '--ci', '--runInBand', '--json', `--outputFile=${report}`];
  const tests = files.filter((file) => file.endsWith('.e2e.ts'));
  const { status } = spawnSync(process.execPath, [jest, ...options, '--runTestsByPath', ...tests], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: '1', FORCE_COLOR: '0' },
  });
  const result = readReport(report);
  // Suites that did not even load count as failures: a run that tests nothing must not look green.
  const bad = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 1);
  return { passed: result?.numPassedTests ?? 0, failed: bad === 0 && status !== 0 ? 1 : bad };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
