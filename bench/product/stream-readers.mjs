/** The process of `stream-clients.mjs`, as whoever measures speaks to it. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { root } from './packages.mjs';

/** `{ pid, ask(act, given), stop() }`. */
export function startReaders() {
  const child = fork(join(root, 'bench/product/stream-clients.mjs'), { stdio: 'inherit' });
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ n, answer }) => {
    waiting.get(n)?.(answer);
    waiting.delete(n);
  });
  return {
    pid: child.pid,
    ask: (act, given = {}) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ n: asked, act, ...given });
      }),
    stop: () => void child.disconnect(),
  };
}
