/** Where a run is. `paused` is not among them: it is a running run whose control word says `pause`. */
export const runStatuses = [
  'pending',
  'queued',
  'running',
  'succeeded',
  'completed',
  'failed',
  'cancelled',
  'timed_out',
] as const;
export type RunStatus = (typeof runStatuses)[number];

export const terminalRunStatuses = ['succeeded', 'completed', 'failed', 'cancelled', 'timed_out'] as const;
export type TerminalRunStatus = (typeof terminalRunStatuses)[number];

/** Where a task is. */
export const taskStatuses = [
  'pending',
  'ready',
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export const terminalTaskStatuses = ['succeeded', 'failed', 'skipped', 'cancelled'] as const;
export type TerminalTaskStatus = (typeof terminalTaskStatuses)[number];

/**
 * What is wanted of a run, apart from where it is. `fail` is the engine's own word: a failure that nothing
 * handled, so the run ends what has begun and starts nothing but clean-up. `timeout` is the engine's too: the run's
 * deadline has passed. The others are the users'.
 */
export const runControls = ['none', 'pause', 'cancel', 'fail', 'timeout'] as const;
export type RunControl = (typeof runControls)[number];

/** True once a run has ended: it never moves again, a rerun is a new run. */
export function isTerminalRunStatus(status: RunStatus): status is TerminalRunStatus {
  return terminalRunStatuses.some((terminal) => terminal === status);
}

/** True once a task has ended: whatever arrives for it later changes nothing. */
export function isTerminalTaskStatus(status: TaskStatus): status is TerminalTaskStatus {
  return terminalTaskStatuses.some((terminal) => terminal === status);
}

/** True while a run only ends what has begun, and starts nothing but the targets of `failure` and `always` edges. */
export function isWindingDown(control: RunControl): boolean {
  return control === 'cancel' || control === 'fail' || control === 'timeout';
}
