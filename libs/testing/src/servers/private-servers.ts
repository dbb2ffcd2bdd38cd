import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '../repository';
import type { TestStack } from '../test-stack';
import type { ServerName, ServerReport, ServerRequest } from './server-message';

/** A Postgres and a Redis that one suite may do to as it likes: no other uses them. */
export interface PrivateServers {
  stack: TestStack;
  /** Ends the server without a chance to tidy up; resolves when its process is gone. */
  crash(server: ServerName): Promise<void>;
  /** Starts it again at the same address: Postgres with all it had committed, Redis with nothing. */
  restart(server: ServerName): Promise<void>;
  /** Stops both and deletes their data. Idempotent. */
  stop(): Promise<void>;
}

const HOST = join(repositoryRoot, 'libs', 'testing', 'src', 'servers', 'server-host.ts');
const HOOK = join(repositoryRoot, 'libs', 'testing', 'source-hook.cjs');

/** Starts the servers, some 3 s. @throws with the reason where one does not start. */
export async function startPrivateServers(): Promise<PrivateServers> {
  const child = fork(HOST, [], {
    execArgv: ['--conditions=maestro-source', '--require', HOOK],
    // Ctrl-C in the terminal reaches the suite alone; the host then sees the channel close and tidies up.
    detached: true,
  });
  const exited = once(child, 'exit');
  const stack = await firstReport(child);
  const pending = new Map<number, (error?: string) => void>();
  child.on('message', (report: ServerReport) => {
    if ('done' in report) pending.get(report.done)?.(report.error);
  });
  let asked = 0;
  const ask = (action: ServerRequest['action'], server: ServerName) =>
    new Promise<void>((resolve, reject) => {
      const id = (asked += 1);
      pending.set(id, (error) => (error === undefined ? resolve() : reject(new Error(error))));
      child.once('exit', () => reject(new Error('The process of the servers has ended')));
      child.send({ id, action, server } satisfies ServerRequest);
    });
  return {
    stack,
    crash: (server) => ask('crash', server),
    restart: (server) => ask('restart', server),
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function firstReport(child: ChildProcess): Promise<TestStack> {
  return new Promise((resolve, reject) => {
    child.once('message', (report: ServerReport) => {
      if ('stack' in report) resolve(report.stack);
      else reject(new Error('failure' in report ? report.failure : 'an unexpected report'));
    });
    child.once('exit', (code, signal) => reject(new Error(`The servers did not start (${signal ?? code})`)));
  });
}
