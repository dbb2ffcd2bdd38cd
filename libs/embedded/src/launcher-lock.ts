import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processIdentity, type ProcessRecord } from './process-identity';
import { StackError } from './stack-error';

const FILE = 'launcher.lock';

/**
 * Makes this process the only launcher of a state folder.
 * The lock names its holder's pid and start time, so one left by a killed launcher is taken over at once.
 *
 * @throws StackError `locked` while another live launcher holds it.
 */
export function acquireLauncherLock(stateDir: string): { release(): void } {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, FILE);
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    while (!tryLink(draft, path)) displaceStale(path, stateDir);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readLock(path) === mine) rmSync(path, { force: true });
    },
  };
}

/** Unlike an exclusive open, a link makes the lock appear with its content: nobody reads half of one. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function displaceStale(path: string, stateDir: string): void {
  const seen = readLock(path);
  if (seen === undefined) return;
  const holder = parseHolder(seen);
  if (holder && isRunning(holder)) {
    throw new StackError(
      'locked',
      `Another launcher (process ${holder.pid}) already runs the stack in ${stateDir}.`,
    );
  }
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Somebody may have replaced the stale lock between the look and the rename: give theirs back.
  if (readLock(aside) !== seen) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): ProcessRecord | undefined {
  try {
    return JSON.parse(text) as ProcessRecord;
  } catch {
    return undefined;
  }
}
