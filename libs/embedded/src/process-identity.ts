import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, told apart from every later one that happens to get the same pid. */
export interface ProcessRecord {
  pid: number;
  /** Opaque; equal only for the same process of the same boot. */
  identity: string;
}

/** State letter and start time (clock ticks since boot) from the text of `/proc/<pid>/stat`. */
export function parseProcStat(text: string): { state: string; startTicks: string } | undefined {
  // The second field, the program's name, may itself hold spaces and parentheses: count from the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTicks = fields[19];
  return state && startTicks ? { state, startTicks } : undefined;
}

/**
 * Identity of the live process with this pid, or undefined when there is none.
 * A zombie counts as gone: where pid 1 reaps nobody it would otherwise live forever.
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? identityFromProc(pid) : identityFromPs(pid);
}

function identityFromProc(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  const parsed = stat === undefined ? undefined : parseProcStat(stat);
  if (!parsed || parsed.state === 'Z' || parsed.state === 'X') return undefined;
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${parsed.startTicks}`;
}

function identityFromPs(pid: number): string | undefined {
  const line = ps(pid, 'stat=,lstart=');
  return !line || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/** The full command line of a process, empty when it is gone. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  return (readText(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

export function isRunning(record: ProcessRecord): boolean {
  return processIdentity(record.pid) === record.identity;
}

function ps(pid: number, columns: string): string {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  return spawnSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8', env }).stdout?.trim() ?? '';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
