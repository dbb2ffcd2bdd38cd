/** What processes used, from /proc: user and system time, and memory. Linux only; elsewhere all figures are zero. */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/**
 * CPU seconds by group. `groups` maps a name to process ids; the group `postgres` names the postmaster, and its
 * living and reaped children are added.
 */
export function cpuOf(groups) {
  const seconds = {};
  for (const [name, pids] of Object.entries(groups)) {
    seconds[name] = pids.reduce((sum, pid) => sum + (name === 'postgres' ? treeOf(pid) : ownOf(pid)), 0);
  }
  return seconds;
}

/** Busy seconds of all cores, whoever caused them: what is not ours tells how noisy the machine was. */
export function machineBusy() {
  const [line] = (read('/proc/stat') ?? '').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS_A_SECOND;
}

/** Resident memory of a process in MB; its peak with `VmHWM`. */
export function memoryOf(pid, field = 'VmRSS') {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`) ?? '');
  return match ? Number(match[1]) / 1024 : 0;
}

/** Ids of the living children of a process. */
export function childrenOf(parent) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(name)?.parent === parent);
}

function ownOf(pid) {
  return statOf(pid)?.own ?? 0;
}

function treeOf(postmaster) {
  const parent = statOf(postmaster);
  if (!parent) return 0;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid))
    .filter((stat) => stat?.parent === postmaster)
    .reduce((sum, stat) => sum + stat.own, parent.own + parent.reaped);
}

function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name, in parentheses, may hold spaces: count from behind it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1],
    own: (fields[11] + fields[12]) / TICKS_A_SECOND,
    reaped: (fields[13] + fields[14]) / TICKS_A_SECOND,
  };
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
