/** One service as a process: started, awaited until it listens, restarted when it dies, stopped in order. */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const READY_MS = 60_000;
const STOP_MS = 30_000;

export async function startService({ root, stateDir, name, env, log }) {
  const logFile = join(stateDir, `${name}.log`);
  closeSync(openSync(logFile, 'w', 0o600));
  let child;
  let stopping = false;
  const service = { name, url: '', metricsUrl: '' };

  const launch = (extra = {}) =>
    new Promise((resolve, reject) => {
      const last = [];
      child = spawn(
        process.execPath,
        [
          ...['-r', join(root, 'scripts/local/stop-with-parent.cjs')],
          ...['-r', join(root, 'libs/telemetry/dist/preload.js')],
          '--enable-source-maps',
          join(root, 'apps', name, 'dist/main.js'),
        ],
        // A group of its own: Ctrl-C reaches us alone, and we stop things in order.
        {
          cwd: root,
          detached: true,
          stdio: ['pipe', 'pipe', 'pipe'],
          env: { ...inherited(), ...env, ...extra },
        },
      );
      const current = child;
      const timer = setTimeout(() => {
        current.kill('SIGKILL');
        reject(notReady(`${name} did not get ready within ${READY_MS / 1000} s; see ${logFile}`));
      }, READY_MS);
      const hear = (line) => {
        appendFileSync(logFile, `${line}\n`);
        last.push(line);
        if (last.length > 20) last.shift();
        const said = parse(line);
        if (said?.msg === 'listening') {
          service.url = said.url;
          service.metricsUrl = said.metrics_url ?? '';
          clearTimeout(timer);
          resolve();
        }
      };
      createInterface({ input: current.stdout }).on('line', hear);
      createInterface({ input: current.stderr }).on('line', hear);
      current.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (stopping) return;
        if (!service.url) return reject(notReady(`${name} ended before it was ready:\n${last.join('\n')}`));
        log(`${name} ended (${signal ?? code}) and is started again; its log is ${logFile}`);
        setTimeout(() => launch().catch((error) => log(error.message)), 1_000);
      });
    });

  await launch();
  return {
    ...service,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** What a service needs of our environment, and what the user set for Maestro; nothing else. */
function inherited() {
  const names = Object.keys(process.env).filter((key) =>
    /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|OTEL_.*|MAESTRO_.*)$/.test(key),
  );
  return Object.fromEntries(names.map((key) => [key, process.env[key]]));
}

function parse(line) {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A fault that its own text explains: shown without a stack. */
function notReady(message) {
  return Object.assign(new Error(message), { name: 'StartError' });
}
