import { legalPairs, type Machine, type Requirement } from './machine';
import { isWindingDown, terminalTaskStatuses } from './statuses';
import type { RunControl, TaskStatus, TerminalTaskStatus } from './statuses';

export type TaskEvent =
  | 'makeReady'
  | 'admit'
  | 'claim'
  | 'continue'
  | 'succeed'
  | 'fail'
  | 'retry'
  | 'park'
  | 'wake'
  | 'expire'
  | 'skip'
  | 'cancel'
  | 'release'
  | 'rescue';

/** What a task's row, its plan and its run say at the moment of the event. */
export interface TaskContext {
  readonly control: RunControl;
  /** Incoming `failure` and `always` edges that fired: what may still start while the run winds down. */
  readonly urgent: number;
  /** Attempts that failed, this one included; an attempt that died with its worker uses up no retry. */
  readonly failures: number;
  /** Attempts the retry policy grants, the first included. */
  readonly maxAttempts: number;
}

export type TaskEffect =
  /** Put the task's id on the ready-list of its queue, after the commit. */
  | { readonly kind: 'dispatch' }
  /** Write the worker session and a new fencing token to the row, and count the attempt. */
  | { readonly kind: 'takeLease' }
  /** Free what the attempt held; from now on its token is refused. */
  | { readonly kind: 'releaseLease' }
  /** Move the run from `queued` to `running`, unless an earlier task has. */
  | { readonly kind: 'startRun' }
  /**
   * Record the wait: its reason, and the instant at which it is looked at again. `backoff` is computed from the retry
   * policy; `given` comes with the event, and may be never where only something from outside ends the wait.
   */
  | { readonly kind: 'setTimer'; readonly timer: 'backoff' | 'given' }
  | { readonly kind: 'clearTimer' }
  /** Decide all outgoing edges for this outcome, and end the run if this was its last task. */
  | { readonly kind: 'decideEdges'; readonly outcome: TerminalTaskStatus }
  /** Put the transition into the event of the run that this batch writes. */
  | { readonly kind: 'emitEvent'; readonly type: 'tasks' };

export type TaskRefusal = 'run-paused' | 'run-winding-down' | 'attempts-exhausted';

export interface TaskTypes {
  state: TaskStatus;
  event: TaskEvent;
  context: TaskContext;
  effect: TaskEffect;
  refusal: TaskRefusal;
}

/** A run that winds down gives an attempt only to what a `failure` or `always` edge asked for. */
function isUnwanted({ control, urgent }: TaskContext): boolean {
  return isWindingDown(control) && urgent === 0;
}

const mayStart: Requirement<TaskTypes> = {
  refusals: ['run-paused', 'run-winding-down'],
  check(context) {
    if (context.control === 'pause') return 'run-paused';
    return isUnwanted(context) ? 'run-winding-down' : null;
  },
};

/** Pause is no obstacle: the back-off goes by meanwhile, and the claim after it is what waits. */
const mayRetry: Requirement<TaskTypes> = {
  refusals: ['attempts-exhausted', 'run-winding-down'],
  check(context) {
    if (context.failures >= context.maxAttempts) return 'attempts-exhausted';
    return isUnwanted(context) ? 'run-winding-down' : null;
  },
};

const record = { kind: 'emitEvent', type: 'tasks' } as const;
const dispatch = { kind: 'dispatch' } as const;

function ending(outcome: TerminalTaskStatus): readonly TaskEffect[] {
  return [{ kind: 'decideEdges', outcome }, record];
}

/** The life of a task: one node of a run's plan. */
export const taskMachine: Machine<TaskTypes> = {
  name: 'task',
  doc: 'A task is one unit of work in a run: one node of its plan.',
  states: {
    pending: 'An edge that leads here is not decided yet.',
    ready: 'It may run, but the window of its queue is full.',
    queued: 'It is on the ready-list of its queue, where a worker may claim it.',
    running: 'A worker holds its lease and performs an attempt.',
    waiting: 'It is parked, with a recorded reason and the instant at which it is looked at again.',
    succeeded: 'Its handler returned a result, and the result is stored.',
    failed: 'Its last attempt failed.',
    skipped: 'Nothing led to it, or its own condition was false.',
    cancelled: 'Its run stopped before it had an outcome of its own.',
  },
  // Ended from the start: what a rerun takes over from the run it repeats.
  initial: ['pending', 'ready', 'queued', 'succeeded', 'skipped'],
  terminal: terminalTaskStatuses,
  leaving: {
    running: [{ kind: 'releaseLease' }],
    waiting: [{ kind: 'clearTimer' }],
  },
  transitions: {
    makeReady: {
      name: 'makeReady',
      doc: 'Its edges say run, or its wait is over, while the window of its queue is full.',
      from: ['pending', 'waiting'],
      to: 'ready',
      effects: [record],
    },
    admit: {
      name: 'admit',
      doc: 'It enters the window of its queue; with room in the window, in the statement that made it ready.',
      from: ['pending', 'ready', 'waiting'],
      to: 'queued',
      effects: [dispatch, record],
    },
    claim: {
      name: 'claim',
      doc: 'A worker takes it from the ready-list under a new fencing token.',
      from: ['queued'],
      to: 'running',
      requires: mayStart,
      effects: [{ kind: 'takeLease' }, { kind: 'startRun' }, record],
    },
    continue: {
      name: 'continue',
      doc: 'The worker that ended its last dependency claims it in the same statement, without the queue.',
      from: ['pending', 'ready'],
      to: 'running',
      requires: mayStart,
      effects: [{ kind: 'takeLease' }, record],
    },
    succeed: {
      name: 'succeed',
      doc: 'The handler returned a result, or what it waited for brought one; written under the token of its attempt.',
      from: ['running', 'waiting'],
      to: 'succeeded',
      effects: ending('succeeded'),
    },
    fail: {
      name: 'fail',
      doc: 'The attempt or what it waited for failed, and the error or the retry policy allows no other attempt.',
      from: ['running', 'waiting'],
      to: 'failed',
      effects: ending('failed'),
    },
    retry: {
      name: 'retry',
      doc: 'The attempt or what it waited for failed, and another attempt is granted, after the back-off.',
      from: ['running', 'waiting'],
      to: 'waiting',
      requires: mayRetry,
      effects: [{ kind: 'setTimer', timer: 'backoff' }, record],
    },
    park: {
      name: 'park',
      doc: 'The attempt goes on without a worker: it waits for an instant, a signal, people, a child run or its items.',
      from: ['running'],
      to: 'waiting',
      effects: [{ kind: 'setTimer', timer: 'given' }, record],
    },
    wake: {
      name: 'wake',
      doc: 'The instant it waited for has come.',
      from: ['waiting'],
      to: 'queued',
      effects: [dispatch, record],
    },
    expire: {
      name: 'expire',
      doc: 'Nobody started it within the time that its node gives.',
      from: ['queued'],
      to: 'failed',
      effects: ending('failed'),
    },
    skip: {
      name: 'skip',
      doc: 'All its edges are decided and none fired, its own `when` turned out false, or an operator said so.',
      from: ['pending', 'ready', 'queued', 'waiting', 'running'],
      to: 'skipped',
      effects: ending('skipped'),
    },
    cancel: {
      name: 'cancel',
      doc: 'Its run winds down: it was not started, or its attempt was stopped.',
      from: ['pending', 'ready', 'queued', 'waiting', 'running'],
      to: 'cancelled',
      effects: ending('cancelled'),
    },
    release: {
      name: 'release',
      doc: 'A worker that drains hands it back, or nobody can be blamed for its end; the attempt keeps its number.',
      from: ['running'],
      to: 'queued',
      effects: [dispatch, record],
    },
    rescue: {
      name: 'rescue',
      doc: 'The lease of its worker ran out; the next claim is a new attempt, and the late one is refused.',
      from: ['running'],
      to: 'queued',
      effects: [dispatch, record],
    },
  },
};

/** Every (from, to) a task's row may be seen to move between. */
export const taskLegalPairs = legalPairs(taskMachine);
