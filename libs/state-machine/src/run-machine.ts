import { legalPairs, type Machine, type Requirement } from './machine';
import { terminalRunStatuses } from './statuses';
import type { RunStatus, TerminalRunStatus } from './statuses';

export type RunEvent = 'queue' | 'start' | 'succeed' | 'complete' | 'fail' | 'cancel' | 'timeOut';

/** What a fresh statement saw under the lock of the run's row. */
export interface RunContext {
  /** Tasks that have not ended. */
  readonly liveTasks: number;
}

export type RunEffect =
  /** Admit the tasks no edge leads to. */
  | { readonly kind: 'admitEntryTasks' }
  /** Write the end and the outputs, and tell whoever waits for this run. */
  | { readonly kind: 'finishRun'; readonly status: TerminalRunStatus }
  | { readonly kind: 'emitEvent'; readonly type: 'run.finished' };

export type RunRefusal = 'tasks-alive';

export interface RunTypes {
  state: RunStatus;
  event: RunEvent;
  context: RunContext;
  effect: RunEffect;
  refusal: RunRefusal;
}

/** A run ends after its tasks, also when it is cancelled: nothing of an ended run may still be at work. */
const noLiveTask: Requirement<RunTypes> = {
  refusals: ['tasks-alive'],
  check: ({ liveTasks }) => (liveTasks === 0 ? null : 'tasks-alive'),
};

function ending(status: TerminalRunStatus): readonly RunEffect[] {
  return [
    { kind: 'finishRun', status },
    { kind: 'emitEvent', type: 'run.finished' },
  ];
}

/** The life of a run: one execution of one template version. */
export const runMachine: Machine<RunTypes> = {
  name: 'run',
  doc: 'A run is one execution of one template version.',
  states: {
    pending: 'It is accepted and held back, with a recorded reason.',
    queued: 'It is released, and none of its tasks has been claimed.',
    running: 'A task of it has been claimed; shown as paused while its control word says so.',
    succeeded: 'It reached its end, and every task that ran succeeded.',
    completed: 'It reached its end with failures that its plan handles.',
    failed: 'A task failed and nothing in its plan handled that.',
    cancelled: 'Somebody stopped it.',
    timed_out: 'Its deadline passed before its end.',
  },
  initial: ['pending', 'queued'],
  terminal: terminalRunStatuses,
  leaving: {},
  transitions: {
    queue: {
      name: 'queue',
      doc: 'What held it back is gone.',
      from: ['pending'],
      to: 'queued',
      effects: [{ kind: 'admitEntryTasks' }],
    },
    start: {
      name: 'start',
      doc: 'Its first task is claimed.',
      from: ['queued'],
      to: 'running',
      // A claim writes no event: when the run started stands in its row, and in its tasks' first moves.
      effects: [],
    },
    succeed: {
      name: 'succeed',
      doc: 'Its last task ended and no task failed; unclaimed if an operator skipped all there was to do.',
      from: ['queued', 'running'],
      to: 'succeeded',
      requires: noLiveTask,
      effects: ending('succeeded'),
    },
    complete: {
      name: 'complete',
      doc: 'Its last task ended and the plan handled every failure.',
      from: ['running'],
      to: 'completed',
      requires: noLiveTask,
      effects: ending('completed'),
    },
    fail: {
      name: 'fail',
      doc: 'Its last task ended after a failure that nothing handled, or what held it back was refused for good.',
      from: ['pending', 'queued', 'running'],
      to: 'failed',
      requires: noLiveTask,
      effects: ending('failed'),
    },
    cancel: {
      name: 'cancel',
      doc: 'Somebody asked for it, and its last task has ended.',
      from: ['pending', 'queued', 'running'],
      to: 'cancelled',
      requires: noLiveTask,
      effects: ending('cancelled'),
    },
    timeOut: {
      name: 'timeOut',
      doc: 'Its deadline, which counts from its creation, passed, and its last task has ended.',
      from: ['pending', 'queued', 'running'],
      to: 'timed_out',
      requires: noLiveTask,
      effects: ending('timed_out'),
    },
  },
};

/** Every (from, to) a run's row may be seen to move between. */
export const runLegalPairs = legalPairs(runMachine);
