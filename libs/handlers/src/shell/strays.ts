import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills what left the process group (daemons do) and still carries the mark of its command in its environment.
 * Best effort, and only where `/proc` is; a process namespace needs none of it.
 */
export async function killStrays(mark: string): Promise<void> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (environment.split('\0').includes(mark)) kill(Number(pid), 'SIGKILL');
    }),
  );
}

/** Signals a process, or with a negative id its group; that it is gone already is fine. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
