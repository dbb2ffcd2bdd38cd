import type { RunControl, TerminalRunStatus } from '@maestro/state-machine';

/**
 * How a run is called once all its tasks have ended. `tolerated` counts failures that the plan handled. A run that
 * was paused when its last task ended had nothing left to hold back.
 */
export function runOutcome(run: { control: RunControl; tolerated: number }): TerminalRunStatus {
  if (run.control === 'cancel') return 'cancelled';
  if (run.control === 'fail') return 'failed';
  if (run.control === 'timeout') return 'timed_out';
  return run.tolerated > 0 ? 'completed' : 'succeeded';
}
