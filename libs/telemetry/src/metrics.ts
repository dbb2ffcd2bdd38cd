/**
 * Every metric of Maestro, once. The name is the one Prometheus shows; labels are closed here so that a new
 * label, and the cardinality it brings, is a reviewed change. No label ever holds a tenant, a run or a task.
 *
 * `docs/reference/telemetry.md` is generated from this list.
 */
export interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'histogram' | 'gauge';
  readonly unit: string;
  readonly description: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

const milliseconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const hours = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];
const rows = [1, 2, 5, 10, 20, 50, 100, 200];

export const metrics = {
  runsFinished: {
    name: 'maestro_runs_total',
    kind: 'counter',
    unit: '1',
    description: 'Runs that reached a terminal status',
    labels: ['result'],
  },
  taskAttempts: {
    name: 'maestro_task_attempts_total',
    kind: 'counter',
    unit: '1',
    description: 'Attempts that ended, by handler and outcome (an error code where it failed)',
    labels: ['handler', 'result'],
  },
  taskDuration: {
    name: 'maestro_task_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'How long a handler worked on one attempt',
    labels: ['handler'],
    buckets: hours,
  },
  taskQueueWait: {
    name: 'maestro_task_queue_wait_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'From ready to claimed',
    labels: ['queue'],
    buckets: hours,
  },
  modelTokens: {
    name: 'maestro_model_tokens_total',
    kind: 'counter',
    unit: '1',
    description: 'Tokens that attempts say they had of models, `input` and `output`',
    labels: ['direction'],
  },
  batchRows: {
    name: 'maestro_batch_rows',
    kind: 'histogram',
    unit: '1',
    description: 'Tasks moved by one statement of the engine',
    labels: ['operation'],
    buckets: rows,
  },
  lateWrites: {
    name: 'maestro_late_writes_total',
    kind: 'counter',
    unit: '1',
    description: 'Writes refused because their fencing token was no longer current; normal in small numbers',
    labels: ['operation'],
  },
  workerSlots: {
    name: 'maestro_worker_slots',
    kind: 'gauge',
    unit: '1',
    description: 'Slots of this worker, `busy` and `free`',
    labels: ['state'],
  },
  webhookDeliveries: {
    name: 'maestro_webhook_deliveries_total',
    kind: 'counter',
    unit: '1',
    description: 'Attempts to deliver to webhooks, `delivered` or the code of what went wrong',
    labels: ['result'],
  },
  webhookDuration: {
    name: 'maestro_webhook_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'From the request to the end of the answer',
    labels: [],
    buckets: milliseconds,
  },
  loopDuration: {
    name: 'maestro_loop_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'One round of a background loop, `ok` or `failed`',
    labels: ['loop', 'result'],
    buckets: milliseconds,
  },
  loopMoved: {
    name: 'maestro_loop_moved_total',
    kind: 'counter',
    unit: '1',
    description: 'What a background loop found to do: tasks rescued, refilled, woken',
    labels: ['loop'],
  },
  auditSealed: {
    name: 'maestro_audit_sealed_rows_total',
    kind: 'counter',
    unit: '1',
    description: 'Rows of history and of the audit trail that were put into the chain',
    labels: [],
  },
  slotsSettled: {
    name: 'maestro_schedule_slots_total',
    kind: 'counter',
    unit: '1',
    description: 'Slots of schedules that got their run, or were skipped, and why',
    labels: ['result'],
  },
  slotDeadlinesMissed: {
    name: 'maestro_schedule_deadlines_missed_total',
    kind: 'counter',
    unit: '1',
    description: 'Slots of schedules that were not over by their deadline',
    labels: [],
  },
  slotLateness: {
    name: 'maestro_schedule_slot_lateness_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'From the time of a slot to its run',
    labels: [],
    buckets: hours,
  },
  auditLag: {
    name: 'maestro_audit_seal_lag_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'How old the oldest row of a round was when it was sealed',
    labels: [],
    buckets: hours,
  },
  leader: {
    name: 'maestro_scheduler_is_leader',
    kind: 'gauge',
    unit: '1',
    description: '1 in the scheduler that leads, 0 in the others; the sum over all must be 1',
    labels: [],
  },
  eventsHeldBack: {
    name: 'maestro_events_held_back_seconds',
    kind: 'gauge',
    unit: 's',
    description:
      'How long an old transaction of the database server has kept what happened from streams, webhooks and the audit chain; 0 in schedulers that do not lead',
    labels: [],
  },
  leaderTerm: {
    name: 'maestro_leader_term',
    kind: 'gauge',
    unit: '1',
    description: 'Number of the term this scheduler leads or last saw; it only grows',
    labels: [],
  },
  httpDuration: {
    name: 'maestro_http_request_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Requests to the API, by route pattern',
    labels: ['method', 'route', 'status'],
    buckets: milliseconds,
  },
  sseClients: {
    name: 'maestro_sse_clients',
    kind: 'gauge',
    unit: '1',
    description: 'Open event streams',
    labels: [],
  },
  residentMemory: {
    name: 'maestro_process_resident_bytes',
    kind: 'gauge',
    unit: 'By',
    description: 'Resident memory of the process',
    labels: [],
  },
} as const satisfies Record<string, Metric>;

export type MetricKey = keyof typeof metrics;

type KeysOf<Kind extends Metric['kind']> = {
  [K in MetricKey]: (typeof metrics)[K]['kind'] extends Kind ? K : never;
}[MetricKey];

/** Metrics that are recorded when something happens. */
export type EventMetric = KeysOf<'counter' | 'histogram'>;
/** Metrics that are asked for their value when somebody looks. */
export type GaugeMetric = KeysOf<'gauge'>;

/** Exactly the declared labels of a metric. */
export type LabelsOf<K extends MetricKey> = Readonly<
  Record<(typeof metrics)[K]['labels'][number], string | number>
>;
