/**
 * Bundles the command into one file, which is all that `bin/maestro.cjs` loads.
 *
 *   node apps/cli/bundle.mjs [--outfile <path>]      default: apps/cli/dist/maestro.cjs
 *
 * tools/build.mjs imports it after the other files of the package. Workspace packages are taken from their
 * sources: no other build has to come first.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const flag = process.argv.indexOf('--outfile');

await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts'],
  outfile: flag < 0 ? 'dist/maestro.cjs' : process.argv[flag + 1],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  conditions: ['maestro-source'],
  legalComments: 'none',
  logLevel: 'warning',
});
