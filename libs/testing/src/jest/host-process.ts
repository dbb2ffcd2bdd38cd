import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestStack } from '../test-stack';
import type { HostMessage } from './host-message';

const HOOK = join(__dirname, '..', '..', 'source-hook.cjs');

export interface StackHost {
  stack: TestStack;
  stop(): Promise<void>;
}

/**
 * Starts the stack's process and waits until its servers are up and the template is migrated.
 * It runs the sources, as the suites do: Jest itself resolves the imports of a global set-up to built code.
 */
export async function startStackHost(): Promise<StackHost> {
  const child = fork(join(__dirname, 'stack-host.ts'), [], {
    execArgv: ['--conditions=maestro-source', '--require', HOOK],
    // Ctrl-C in the terminal reaches Jest alone; the host then sees the channel close and tidies up.
    detached: true,
  });
  const exited = once(child, 'exit');
  const message = await firstMessage(child);
  if ('failure' in message) {
    await exited;
    throw new Error(`The test stack did not start. ${message.failure}`);
  }
  // Neither the process nor its channel may keep Jest from ending.
  child.unref();
  child.channel?.unref();
  return {
    stack: message.stack,
    async stop() {
      child.ref();
      child.send('stop', () => undefined);
      await exited;
    },
  };
}

function firstMessage(child: ChildProcess): Promise<HostMessage> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as HostMessage));
    child.once('exit', (code, signal) => resolve({ failure: `Its process ended with ${signal ?? code}.` }));
  });
}
