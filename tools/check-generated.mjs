/**
 * Whatever is generated and committed is made again and compared. `--write` brings it up to date instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Each takes `--check` and then exits with 1 on drift. */
const generators = [
  ...readdirSync(join(root, 'tools'))
    .filter((file) => /^generate-.*\.mjs$/.test(file))
    .map((file) => [join('tools', file)]),
  ['apps/api/dist/openapi.js'],
  ['libs/client/generate.mjs'],
];

const write = process.argv.includes('--write');
let drifted = 0;
for (const [script] of generators) {
  if (!existsSync(join(root, script))) {
    console.error(`${script} is missing`);
    drifted += 1;
    continue;
  }
  const { status } = spawnSync(process.execPath, [script, ...(write ? [] : ['--check'])], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`${script}: out of date (run: node tools/check-generated.mjs --write)`);
    drifted += 1;
  }
}
process.exit(drifted === 0 ? 0 : 1);
