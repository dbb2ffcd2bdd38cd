/**
 * Writes the generated pages of one topic; with `--check` it changes nothing and fails where one is stale.
 * The declarations are TypeScript sources, bundled in memory: no build has to come first.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');

async function loadPages() {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'pages.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['maestro-source'],
  });
  const { pages } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  return pages;
}

function current(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Generates or checks the pages of `topic`; sets the exit code. */
export async function generate(topic, check = process.argv.includes('--check')) {
  const pages = await loadPages();
  for (const [path, render] of Object.entries(pages[topic])) {
    const file = join(root, path);
    const text = render();
    if (current(file) === text) continue;
    if (check) {
      console.error(`${path} is stale: run node tools/generate-${topic}-docs.mjs`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(`${path} written`);
    }
  }
}
