import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * How a command is kept from reading and reaching what the worker can.
 *
 * - `namespaces`: own process tree and, unless asked otherwise, no network (Linux).
 * - `user`: another user id, the network of the machine (a worker that runs as root).
 * - `none`: a plain child process.
 */
export type Isolation = 'namespaces' | 'user' | 'none';

/** How to start a command so that it is isolated. */
export interface Jail {
  isolation: Isolation;
  /** Goes before the command line. */
  prefix: readonly string[];
  uid?: number;
  gid?: number;
}

export type Network = 'none' | 'host';

const unshare = '/usr/bin/unshare';

/** Ids that no account has (the range systemd takes for its short-lived users), one after the other. */
const uids = { first: 61_184, count: 4096, next: 0 };

let detected: Isolation | undefined;

/** The strongest isolation this process can give. Tried once, some milliseconds, then remembered. */
export function detectIsolation(): Isolation {
  detected ??= canUnshare() ? 'namespaces' : isRoot() ? 'user' : 'none';
  return detected;
}

export function createJail(isolation: Isolation, network: Network): Jail {
  const owner = isolation !== 'none' && isRoot() ? nextOwner() : {};
  return { isolation, prefix: isolation === 'namespaces' ? namespaces(network) : [], ...owner };
}

function namespaces(network: Network): string[] {
  return [
    unshare,
    '--user',
    '--map-current-user',
    '--pid',
    '--fork',
    '--kill-child=SIGKILL',
    '--mount-proc',
    '--ipc',
    ...(network === 'none' ? ['--net'] : []),
    '--',
  ];
}

function canUnshare(): boolean {
  if (process.platform !== 'linux' || !existsSync(unshare)) return false;
  const { prefix, ...owner } = createJail('namespaces', 'none');
  const [file = '', ...args] = [...prefix, '/bin/sh', '-c', ':'];
  return spawnSync(file, args, { ...owner, stdio: 'ignore', timeout: 5000 }).status === 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** One id for each command: two of them cannot see each other's files or signal each other. */
function nextOwner(): { uid: number; gid: number } {
  const id = uids.first + (uids.next++ % uids.count);
  return { uid: id, gid: id };
}
