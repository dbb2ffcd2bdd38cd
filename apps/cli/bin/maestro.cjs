#!/usr/bin/env node
'use strict';
// Plain old JavaScript: it must be able to say that this Node is too old.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const bundle = join(__dirname, '..', 'dist', 'maestro.cjs');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: maestro needs Node 20.19 or newer; this is ${process.versions.node}`);
  process.exitCode = 1;
} else if (!existsSync(bundle)) {
  console.error('error: maestro is not built yet; run `npm start` or `npm run build` in its checkout');
  process.exitCode = 1;
} else {
  const { enableCompileCache } = require('node:module');
  // Node 22 keeps compiled code; beside the bundle, where nobody else may write.
  if (enableCompileCache) enableCompileCache(join(__dirname, '..', 'dist', '.compile-cache'));
  require(bundle);
}
