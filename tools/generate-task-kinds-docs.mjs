/**
 * Writes docs/reference/task-kinds.md from the handlers as they are built.
 *
 *   node tools/generate-task-kinds-docs.mjs            writes the page
 *   node tools/generate-task-kinds-docs.mjs --check    writes nothing; exits 1 if the page is another
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskKindsPage } from './docs/task-kinds-page.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { createHandlerRegistry } = require(join(root, 'libs/handlers/dist/registry.js'));
const { problemKinds } = require(join(root, 'libs/problems/dist/register.js'));

const file = join(root, 'docs/reference/task-kinds.md');
const about = JSON.parse(readFileSync(join(root, 'tools/docs/task-kinds.json'), 'utf8'));
for (const [kind, { errors }] of Object.entries(about))
  for (const error of errors)
    if (!Object.hasOwn(problemKinds, error))
      throw new Error(`tools/docs/task-kinds.json: ${kind}: there is no error "${error}"`);

const registry = createHandlerRegistry({ enable: [] });
const catalog = registry.catalog();
// The engine performs some of them itself.
const off = [...catalog.keys()].filter((kind) => kind === 'shell' && !registry.get(kind));
const text = taskKindsPage(catalog, about, off);
if (readFileSync(file, { encoding: 'utf8', flag: 'a+' }) !== text) {
  if (process.argv.includes('--check')) {
    console.error('docs/reference/task-kinds.md is stale: run node tools/generate-task-kinds-docs.mjs');
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
