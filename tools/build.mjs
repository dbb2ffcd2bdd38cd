/**
 * Compiles packages from `src` to `dist` with swc, CommonJS, source maps beside the code.
 *
 *   node tools/build.mjs            the package in the current folder (what nx runs)
 *   node tools/build.mjs --all      every package, in one process: what a cold start uses
 *
 * Types are checked apart (`pnpm typecheck`): a build is a translation, never a judgement.
 */
import { readdirSync, mkdirSync, writeFileSync, rmSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const swc = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
delete swc.$schema;

function sources(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.ts$/.test(entry.name) && !/\.(spec|itest|e2e|d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

async function build(dir) {
  const src = join(dir, 'src');
  const dist = join(dir, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await Promise.all(
    sources(src).map(async (file) => {
      const out = join(dist, relative(src, file)).replace(/\.ts$/, '.js');
      const { code, map } = await transformFile(file, {
        ...swc,
        swcrc: false,
        sourceFileName: relative(dirname(out), file),
      });
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, `${code}\n//# sourceMappingURL=${out.split('/').pop()}.map\n`);
      writeFileSync(`${out}.map`, map ?? '');
    }),
  );
  const bundle = join(dir, 'bundle.mjs');
  if (existsSync(bundle)) await import(bundle);
}

const packages = process.argv.includes('--all')
  ? ['libs', 'apps'].flatMap((floor) => readdirSync(join(root, floor)).map((name) => join(root, floor, name)))
  : [process.cwd()];
await Promise.all(packages.filter((dir) => existsSync(join(dir, 'src'))).map(build));
