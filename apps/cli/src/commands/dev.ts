import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';

export interface DevOptions {
  once?: boolean;
  /** False under `--no-example`. */
  example: boolean;
}

/** Runs the local stack in the foreground and ends with its exit code. */
export async function dev(options: DevOptions): Promise<number> {
  const root = findRoot(__dirname);
  if (root === null) {
    throw new CliFault(
      ExitCode.usage,
      '`maestro dev` needs a checkout of Maestro: scripts/start.mjs is not there',
    );
  }
  const flags = [...(options.once ? ['--once'] : []), ...(options.example ? [] : ['--no-example'])];
  const stack = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...flags], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the stack as well; a second one from here would cut its orderly stop short.
  const passOn = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) stack.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    stack.on('error', reject);
    stack.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** The folder above this file that holds the start script; null outside a checkout. */
function findRoot(folder: string): string | null {
  if (existsSync(join(folder, 'scripts', 'start.mjs'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : findRoot(parent);
}
