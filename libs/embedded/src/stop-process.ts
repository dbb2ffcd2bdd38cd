import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessRecord } from './process-identity';

/** One way to ask a process to end, and how long it may take before the next, harsher one. */
export interface StopStep {
  signal: NodeJS.Signals;
  waitMs: number;
}

const POLL_MS = 10;

/**
 * Ends a process step by step; returns when it is gone, or after the last step's time.
 * The identity is compared before each signal, so a pid that was recycled meanwhile is never hit.
 */
export async function stopProcess(record: ProcessRecord, steps: readonly StopStep[]): Promise<boolean> {
  for (const { signal, waitMs } of steps) {
    if (!isRunning(record)) return true;
    send(record.pid, signal);
    const deadline = performance.now() + waitMs;
    while (isRunning(record) && performance.now() < deadline) await delay(POLL_MS);
  }
  return !isRunning(record);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
