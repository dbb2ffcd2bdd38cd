/**
 * Why a run or a task that has not ended stands where it stands: every code there is, what it means, and what removes
 * it. `docs/reference/wait-reasons.md` is the same list for people, and a test compares the two.
 */
export const waitCodes = {
  DEPENDENCY: {
    means: 'Tasks that lead to it have not ended.',
    ends: 'The end of those tasks; or skip them.',
  },
  QUEUED: {
    means: 'It waits in its queue for a worker with a free place.',
    ends: 'A worker that claims it; more workers, or more places in them, where that takes long.',
  },
  ADMISSION: {
    means: 'It could run, but its tenant has more ready tasks than its share of the queue.',
    ends: 'Its turn in the fair order over tenants; a higher priority brings it forward among its own.',
  },
  NO_WORKER: {
    means: 'It waits in a queue that no live worker serves.',
    ends: 'A worker started with that queue in MAESTRO_WORKER_QUEUES.',
  },
  RUNNING: {
    means: 'A worker performs it.',
    ends: 'The end of the attempt, its timeout, or the cancel of its run.',
  },
  PAUSED: {
    means: 'Somebody paused the run: what runs may end, nothing starts.',
    ends: '`maestro resume <run>`.',
  },
  WINDING_DOWN: {
    means: 'The run was cancelled, has failed or is past its deadline, and ends what it began.',
    ends: 'The end of what still runs; at `stop_at` it is told to stop.',
  },
  COMPENSATION: {
    means: 'The run winds down and undoes what it did, one task at a time.',
    ends: 'The end of the compensations and of `on_failure`.',
  },
  BACKOFF: {
    means: 'An attempt failed, and the next one comes after a pause.',
    ends: 'The end of the pause; `POST /api/tasks/{id}/retry-now` ends it at once.',
  },
  TIMER: {
    means: 'A `wait` waits for an instant.',
    ends: 'That instant; or skip the task.',
  },
  SIGNAL: {
    means: 'It waits for a signal of a name.',
    ends: 'The signal, sent to the run; its timeout; or skip the task.',
  },
  APPROVAL: {
    means: 'It waits for the votes of people: a task, or a run before it begins.',
    ends: 'As many approvals as the quorum, one rejection, or its timeout.',
  },
  CHILD: {
    means: 'A subflow or an `agent_call` waits for its child run.',
    ends: 'The end of the child run; explain that one next.',
  },
  ITEMS: {
    means: 'A map waits for its items.',
    ends: 'The end of its items; explain those next.',
  },
  ROUND: {
    means: 'A loop waits for its round.',
    ends: 'The end of the tasks of the round.',
  },
  CONCURRENCY: {
    means: 'All slots of its concurrency key are taken.',
    ends: 'The end of one of the holders.',
  },
  RATE_LIMIT: {
    means: 'Its rate limit allows no further start yet.',
    ends: 'The instant at which the limit allows the next start.',
  },
  BUDGET: {
    means:
      'The money of an account does not reach for the worst case of its next attempt, or the kill switch of the tenant is on.',
    ends: 'A top-up, a higher cap, the next period, or attempts that end for less than was reserved; the end of the stop.',
  },
  START_TIME: {
    means: 'The run is to begin at a later instant.',
    ends: 'That instant.',
  },
  QUOTA: {
    means: 'The tenant has as many open runs as it may.',
    ends: 'The end of one of them, or a larger quota.',
  },
  FREEZE: {
    means: 'A freeze window is open over the run.',
    ends: 'The end of the window; or its removal, or a break of it by two people.',
  },
  OVERLAP: {
    means: 'Runs of its orchestra are open, and its overlap policy has it wait for them.',
    ends: 'The end of those runs; or another overlap policy.',
  },
  POLICY: {
    means: 'A policy, or a gate like one, holds the run back before it begins.',
    ends: 'What `message` says; it is asked again at `wake_at`.',
  },
  SWEEP: {
    means:
      'Nothing holds it: somebody died before taking the next step, which the sweep takes at its next look.',
    ends: 'The next look, at `looked_at_again`.',
  },
} as const;

export type WaitCode = keyof typeof waitCodes;
