/** `npm run chaos -- --seed 4711 --minutes 10 --json`: see README.md beside it. Installs and builds where need be. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, checkNode, install, root } from '../scripts/bootstrap.mjs';

checkNode();
install();
build();

const hook = join(root, 'libs', 'testing', 'source-hook.cjs');
const child = spawn(
  process.execPath,
  [
    '--conditions=maestro-source',
    '--require',
    hook,
    join(root, 'chaos', 'main.ts'),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
