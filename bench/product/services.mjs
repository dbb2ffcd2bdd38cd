/** The services as they are shipped: processes of their own, started as the container images start them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './packages.mjs';

const PRELOAD = join(root, 'libs/telemetry/dist/preload.js');
const PROBE = join(root, 'bench/product/probe.cjs');
const READY_MS = 60_000;
const STOP_MS = 15_000;

/**
 * Starts `apps/<kind>` and resolves once it listens. With a tally, its worker reports what begins and ends.
 *
 * @returns `{ pid, url, stop, kill }`
 */
export async function startService(kind, { env, tally }) {
  const probe = tally ? ['-r', PROBE] : [];
  const child = spawn(process.execPath, ['-r', PRELOAD, ...probe, join(root, 'apps', kind, 'dist/main.js')], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (tally) child.on('message', ({ events }) => tally.hear(events));
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  child.once('exit', () => process.off('exit', abandon));
  const url = await listening(child, kind);
  return {
    pid: child.pid,
    url,
    /** At once, as a crash would. */
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const timer = setTimeout(abandon, STOP_MS);
      child.kill('SIGTERM');
      await once(child, 'exit');
      clearTimeout(timer);
    },
  };
}

function listening(child, kind) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the ${kind} is not ready`)), READY_MS);
    child.once('exit', (code) => reject(new Error(`the ${kind} ended (${code})`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = line.startsWith('{') ? JSON.parse(line) : {};
      if (said.msg === 'listening') {
        clearTimeout(timer);
        resolve(said.url);
      }
      if (['warn', 'error', 'fatal'].includes(said.level))
        console.error(`${kind}: ${said.msg}: ${said.err?.message ?? ''}`);
    });
  });
}
