/**
 * Writes `src/schema.ts`, the types of the HTTP interface, from the committed OpenAPI document.
 *
 *   node libs/client/generate.mjs            writes the file
 *   node libs/client/generate.mjs --check    exits 1 when the file is not what the document gives
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../docs/reference/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('src/schema.ts', import.meta.url));

if (!existsSync(source)) {
  console.error('docs/reference/openapi.json is missing: apps/api writes it');
  process.exit(1);
}
const header =
  '/** Generated from docs/reference/openapi.json by libs/client/generate.mjs; not edited by hand. */\n';
const types = header + astToString(await openapiTS(JSON.parse(readFileSync(source, 'utf8'))));

if (!process.argv.includes('--check')) writeFileSync(target, types);
else if (!existsSync(target) || readFileSync(target, 'utf8') !== types) {
  console.error('libs/client/src/schema.ts is out of date: run node libs/client/generate.mjs');
  process.exit(1);
}
