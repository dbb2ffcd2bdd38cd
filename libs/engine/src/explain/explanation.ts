import type { JsonObject } from '@maestro/dsl';
import type { WaitCode } from './wait-codes';

/** What something waits for. */
export interface Blocking {
  type: 'task' | 'run' | 'queue' | 'worker' | 'person' | 'signal' | 'slot' | 'budget' | 'instant' | 'none';
  /** Ids of runs or tasks, names of queues, workers, signals or keys; the first few. */
  ids: string[];
  detail: JsonObject;
}

/** Why a run or task that has not ended stands where it stands. */
export interface Explanation {
  code: WaitCode;
  message: string;
  blocking: Blocking;
  since: Date;
  /** When somebody looks again, whatever else happens. */
  lookedAtAgain: Date;
}

export interface TaskExplanation extends Explanation {
  n: number;
  /** Id of its node. */
  node: string;
}

/** A run as `explain_run` gives it. */
export interface ExplainedRun {
  template_id: string;
  template_version: number;
  status: string;
  control: 'none' | 'pause' | 'cancel' | 'fail' | 'timeout';
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  check_at: Date;
  stop_at: Date | null;
  deadline_at: Date | null;
  failed_task: number | null;
  hold_reason: WaitCode | null;
  hold_key: string | null;
  hold_detail: JsonObject | null;
  /** Infinity where nothing but an event ends the hold. */
  hold_wake_at: Date | number | null;
  hold_since: Date | null;
  holders: string[] | null;
  asked_at: Date | null;
  asked_by: string | null;
  asked_why: string | null;
  now: Date;
}

/** A task as `explain_tasks` gives it. */
export interface ExplainedTask {
  n: number;
  node: number;
  status: 'pending' | 'ready' | 'queued' | 'running' | 'waiting';
  attempt: number;
  urgent: number;
  undecided: number;
  fired: number;
  join_any: boolean;
  queue: string;
  ready_at: Date | null;
  started_at: Date | null;
  compensates: number | null;
  worker: string | null;
  lease_until: Date | null;
  alive: boolean;
  reason: WaitCode | null;
  key: string | null;
  detail: JsonObject | null;
  wake_at: Date | number | null;
  waits_since: Date | null;
  served: boolean;
  items: number | null;
  created: number | null;
  open: number | null;
  failed: number | null;
  max_parallel: number | null;
  quorum: number | null;
  approvers: string[] | null;
  message: string | null;
  digest: string | null;
  approvals: number;
  child: string | null;
  holders: [runId: string, n: number][] | null;
  due_at: Date | null;
}

/** The database says `infinity` where there is no such instant. */
export function instantOf(at: Date | number | null): Date | null {
  return at instanceof Date && !Number.isNaN(at.getTime()) ? at : null;
}

export function earliest(...instants: (Date | null)[]): Date {
  return instants.filter((at) => at !== null).reduce((first, at) => (at < first ? at : first));
}
