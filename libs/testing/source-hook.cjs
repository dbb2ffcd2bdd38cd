/**
 * Lets plain Node run the sources of this repository: `node --conditions=maestro-source -r <this file> <file>.ts`.
 * Jest does the same inside test files; this serves the processes that tests start.
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const options = require('../../tools/swc.cjs');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...options,
    filename,
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
