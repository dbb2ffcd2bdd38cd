/**
 * Everything there is to prove, in one command: `npm test`, and what CI runs.
 *
 *   npm test                     all of it
 *   npm test -- unit e2e         only the named steps
 *
 * Every step prints its time. The last line counts all of them: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkNode, install, root, stateFolder } from './bootstrap.mjs';

checkNode();

const bin = (name) => join(root, 'node_modules', '.bin', name);
const node = process.execPath;
const jest = (project, ...options) => ({
  jest: true,
  command: [
    node,
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects',
    project,
    '--ci',
    ...options,
  ],
});

/** In this order: what fails fastest comes first. */
const steps = {
  format: { command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  lint: { command: [node, 'tools/lint.mjs'] },
  types: { command: [bin('tsc'), '-p', 'tsconfig.json', '--noEmit'] },
  generated: { command: [node, 'tools/check-generated.mjs'] },
  unit: jest('unit', '--maxWorkers=2'),
  integration: jest('integration', '--maxWorkers=2'),
  e2e: jest('e2e', '--runInBand'),
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`There is no step "${unknown[0]}". Steps: ${Object.keys(steps).join(', ')}.`);
  process.exit(64);
}

let passed = 0;
let failed = 0;
const began = Date.now();

await timed('install', () => install());
await timed('build', () => build());
for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await timed(name, () => perform(name, step));
}
console.log(`\nAll steps took ${seconds(Date.now() - began)}.`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function perform(name, { command, jest: counts }) {
  const report = join(stateFolder(), `jest-${name}.json`);
  rmSync(report, { force: true });
  const [file, ...args] = command;
  const code = await execute(file, counts ? [...args, '--json', `--outputFile=${report}`] : args);
  if (!counts) return count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
  const result = read(report);
  // Suites that did not even load count as failures: a run that tests nothing must not look green.
  const broken = result ? result.numRuntimeErrorTestSuites : 1;
  count(result?.numPassedTests ?? 0, (result?.numFailedTests ?? 0) + broken);
  if (code !== 0 && (result?.numFailedTests ?? 0) + broken === 0) count(0, 1);
}

function count(good, bad) {
  passed += good;
  failed += bad;
}

function execute(file, args) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        CI: '1',
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NX_TUI: 'false',
        FORCE_COLOR: '0',
      },
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function timed(name, work) {
  console.log(`\n── ${name}`);
  const before = failed;
  const from = Date.now();
  await work();
  console.log(`── ${name}: ${failed === before ? 'ok' : 'FAILED'} in ${seconds(Date.now() - from)}`);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
