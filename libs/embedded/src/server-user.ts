import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { StackError } from './stack-error';

/** The account a server runs under when it may not be the launcher's own. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** The uid and gid of one account in the text of `/etc/passwd`. */
export function parsePasswd(text: string, name: string): ServerUser | undefined {
  const fields = text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([account]) => account === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

/** Whom Postgres runs as: it refuses root, and `nobody` exists everywhere. Undefined = the launcher's own. */
export function unprivilegedUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = parsePasswd(readFileSync('/etc/passwd', 'utf8'), 'nobody');
  if (nobody) return nobody;
  throw new StackError(
    'no-postgres',
    'Postgres refuses to run as root and there is no account "nobody": run as another user, or set DATABASE_URL.',
  );
}

/** Whether the user may enter this folder or execute this file, every folder above it included. */
export function canReach(user: ServerUser | undefined, path: string): boolean {
  if (user) {
    // Asked of the system, under that account: modes alone do not tell of ACLs and mounts.
    return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/' }).status === 0;
  }
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
