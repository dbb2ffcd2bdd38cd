/** The built packages of this repository, and the libraries they use, for code that stands outside the workspace. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/bootstrap.mjs';

export { root };

/** The built package `libs/<name>`. */
export function lib(name) {
  return needing(name)(join(root, 'libs', name, 'dist/index.js'));
}

/** `require` as the package `libs/<name>` has it: its own versions of `pg` and the like. */
export function needing(name) {
  return createRequire(join(root, 'libs', name, 'package.json'));
}
