/**
 * Writes docs/states/*.md from the machines in libs/state-machine.
 *
 *   node tools/generate-states.mjs            writes the pages
 *   node tools/generate-states.mjs --check    writes nothing; exits 1 if a page differs from its machine
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const pages = join(root, 'docs', 'states');
const require = createRequire(import.meta.url);
const swc = require('./swc.cjs');

// The sources, not dist: a page must never be compared with a stale build.
require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, swc).code, file);
const { machineToMarkdown, runMachine, taskMachine } = require('../libs/state-machine/src/index.ts');

function isCurrent(file, text) {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

const check = process.argv.includes('--check');
for (const machine of [runMachine, taskMachine]) {
  const file = join(pages, `${machine.name}.md`);
  const text = machineToMarkdown(machine);
  if (isCurrent(file, text)) continue;
  if (check) {
    console.error(
      `docs/states/${machine.name}.md differs from its machine: run node tools/generate-states.mjs`,
    );
    process.exitCode = 1;
  } else {
    mkdirSync(pages, { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote docs/states/${machine.name}.md`);
  }
}
