import { MaestroError, problemKinds } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import { cancelRun } from '../cancel-run';
import type { Engine } from '../engine';
import { pauseRun, resumeRun, type ControlRequest } from './control-run';
import { rerun } from './rerun';

const openRuns = statement('bulk_open_runs');
const endedRuns = statement('bulk_ended_runs');

export const bulkActions = ['cancel', 'pause', 'resume', 'retry_failed'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** Which runs: those that match all that is given. */
export interface BulkFilter {
  ids: readonly string[] | null;
  statuses: readonly string[] | null;
  templateId: string | null;
  labels: readonly { key: string; value: string }[];
  createdBefore: Date | null;
  createdAfter: Date | null;
}

/** What matches every run. */
export const allRuns: BulkFilter = {
  ...{ ids: null, statuses: null, templateId: null, labels: [] },
  ...{ createdBefore: null, createdAfter: null },
};

export interface BulkRequest {
  tenantId: string;
  action: BulkAction;
  filter: BulkFilter;
  actor: string;
  reason: string | null;
  /** Says how many runs match, and does nothing. */
  dryRun: boolean;
  /** Runs to act on at most, oldest first. */
  max: number;
}

export interface BulkOutcome {
  runId: string;
  outcome: 'matched' | 'done' | 'skipped' | 'failed';
  /** Why it was skipped or failed. */
  code: string | null;
  detail: string | null;
}

export interface BulkResult {
  /** Runs to which the action applies, up to the most that were to be acted on. */
  matched: number;
  /** There are more than that. */
  more: boolean;
  done: number;
  /** The run had moved on meanwhile. */
  skipped: number;
  failed: number;
  /** The first few, what went wrong first. */
  sample: BulkOutcome[];
}

const PAGE = 1_000;
const AT_ONCE = 8;
const SAMPLE = 20;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** What a run must be for an action to mean anything: its control words while it is open, or how it ended. */
const applicable: Readonly<Record<BulkAction, readonly string[]>> = {
  cancel: ['none', 'pause', 'fail'],
  pause: ['none'],
  resume: ['pause'],
  retry_failed: ['failed', 'timed_out', 'cancelled', 'completed'],
};

/** Does one thing to many runs, each by its own verb: what one of them refuses does not keep the others. */
export async function bulk(engine: Engine, request: BulkRequest): Promise<BulkResult> {
  const ids = await select(engine, request);
  const more = ids.length > request.max;
  const runs = ids.slice(0, request.max);
  // What was named is answered for, also where the action does not apply.
  const others = (request.filter.ids ?? [])
    .filter((id) => !ids.includes(id))
    .slice(0, request.max - runs.length);
  if (request.dryRun) {
    const sample = runs.slice(0, SAMPLE).map((runId) => ({ runId, ...outcomes.matched }));
    return { matched: runs.length, more, done: 0, skipped: 0, failed: 0, sample };
  }
  const results: BulkOutcome[] = [];
  const rest = [...runs, ...others].values();
  const lane = async (): Promise<void> => {
    for (const runId of rest) results.push(await act(engine, request, runId));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const count = (outcome: BulkOutcome['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const order = ['failed', 'skipped', 'done'];
  const sample = results.sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome)).slice(0, SAMPLE);
  return {
    matched: runs.length,
    more,
    done: count('done'),
    skipped: count('skipped'),
    failed: count('failed'),
    sample,
  };
}

const outcomes = {
  matched: { outcome: 'matched', code: null, detail: null },
  done: { outcome: 'done', code: null, detail: null },
} as const;

async function act(engine: Engine, request: BulkRequest, runId: string): Promise<BulkOutcome> {
  const { tenantId, actor, reason, action } = request;
  try {
    const outcome = await verbs[action](engine, { tenantId, runId, actor, reason });
    if (outcome === 'not-found') throw new MaestroError('not-found', 'There is no such run.');
    if (outcome === 'already-ended') throw new MaestroError('run-ended', 'The run is over.');
    return { runId, ...outcomes.done };
  } catch (error) {
    const problem =
      error instanceof MaestroError ? error : new MaestroError('internal', 'The action failed.');
    if (problem !== error) engine.onError(error, `bulk ${action}`);
    const refused = problemKinds[problem.code].status === 409;
    return { runId, outcome: refused ? 'skipped' : 'failed', code: problem.code, detail: problem.message };
  }
}

const verbs: Readonly<Record<BulkAction, (engine: Engine, request: ControlRequest) => Promise<unknown>>> = {
  cancel: cancelRun,
  pause: pauseRun,
  resume: resumeRun,
  retry_failed: (engine, { tenantId, runId, actor }) =>
    rerun(engine, { tenantId, runId, actor, mode: 'retry_failed', traceparent: null, dryRun: false }),
};

/** Ids of the runs that match, in pages; one more than the most wanted says that there are more. */
async function select(engine: Engine, { tenantId, action, filter, max }: BulkRequest): Promise<string[]> {
  const { ids, statuses, templateId, labels, createdBefore, createdAfter } = filter;
  const found: string[] = [];
  for (let behind = BEFORE_ALL; found.length <= max;) {
    const rows = await engine.database.query<{ id: string }>(
      action === 'retry_failed' ? endedRuns : openRuns,
      [
        tenantId,
        applicable[action],
        behind,
        PAGE,
        ids,
        statuses,
        templateId,
        labels.map(({ key }) => key),
        labels.map(({ value }) => value),
        createdBefore,
        createdAfter,
      ],
    );
    found.push(...rows.map(({ id }) => id));
    if (rows.length < PAGE) break;
    behind = rows.at(-1)?.id ?? behind;
  }
  return found;
}
