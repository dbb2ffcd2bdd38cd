import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, processIdentity } from '../process-identity';
import { stopProcess, type StopStep } from '../stop-process';

/**
 * Clears the way for a start in this data folder. Postgres itself ignores a pid file whose process is gone, but
 * refuses to start when the pid was given to somebody else since; and a server of ours that nobody remembers (its
 * launcher was killed within the spawn) must end first. A foreign process is never touched.
 */
export async function settlePidFile(data: string, stopSteps: readonly StopStep[]): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = readPid(file);
  const identity = pid === undefined ? undefined : processIdentity(pid);
  if (pid === undefined || identity === undefined) return;
  if (servesData(commandLine(pid), data)) await stopProcess({ pid, identity }, stopSteps);
  else rmSync(file, { force: true });
}

/** Whether a command line is that of a Postgres server on this data folder. */
export function servesData(command: string, data: string): boolean {
  return /(^|\/)postgres /.test(command) && `${command} `.includes(` -D ${data} `);
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
