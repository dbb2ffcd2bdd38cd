import type { Json, JsonObject } from '@maestro/dsl';
import { MaestroError, type Problem } from '@maestro/problems';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { PAGE_BYTES, sizedPageOf, type Page } from './page';

const listStatement = statement('list_runs');
const listByStatusStatement = statement('list_runs_by_status');
const listByLabelStatement = statement('list_runs_by_label');
const listByParentStatement = statement('list_runs_by_parent');
const listByOrchestraStatement = statement('list_runs_by_orchestra');
const readStatement = statement('read_runs');
const countStatement = statement('count_run_tasks');

export const openRunStatuses = ['pending', 'queued', 'running'] as const;
export const endedRunStatuses = ['succeeded', 'completed', 'failed', 'cancelled', 'timed_out'] as const;
export type RunStatus = (typeof openRunStatuses)[number] | (typeof endedRunStatuses)[number];

/** How many of a run's tasks are in which state; those that wait for their turn count as pending. */
export interface RunProgress {
  total: number;
  succeeded: number;
  failed: number;
  skipped: number;
  cancelled: number;
  running: number;
  waiting: number;
  pending: number;
}

export interface RunRow {
  id: string;
  templateId: string;
  templateName: string;
  templateVersion: number;
  status: RunStatus;
  control: 'none' | 'pause' | 'cancel' | 'fail' | 'timeout';
  inputs: JsonObject;
  outputs: Json;
  summary: string | null;
  error: Problem | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** From start to end, or to now while it runs. */
  durationMs: number | null;
  /** What its own attempts have cost, in micro-dollars. */
  costMicros: number;
  /** Tokens that they have used. */
  tokens: number;
  createdBy: string;
  priority: number;
  deadlineAt: Date | null;
  labels: Record<string, string>;
  /** The task of another run that started this one, and how many such runs are above it. */
  parentRun: string | null;
  parentN: number | null;
  depth: number;
  /** The run that this one repeats. */
  rerunOf: string | null;
  /** The orchestra that it plays in. */
  orchestraId: string | null;
  progress: RunProgress;
}

export interface RunLabel {
  key: string;
  value: string;
}

export interface RunFilter {
  /** Any of these; empty means all. */
  statuses: readonly RunStatus[];
  templateId: string | null;
  /** Any runs with all of these. */
  labels: readonly RunLabel[];
  /** Only children of this run. */
  parentRun: string | null;
  /** Only those that this orchestra began; not together with a parent. */
  orchestraId: string | null;
  /** Id of the last run that was shown. */
  after: string | null;
  limit: number;
}

/** Behind every id there is. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Newest first. Three statements, however long the page is. */
export async function listRuns(tx: TenantTx, filter: RunFilter): Promise<Page<RunRow>> {
  return readRuns(tx, await listRunIds(tx, filter), filter.limit);
}

export async function findRun(tx: TenantTx, id: string): Promise<RunRow | null> {
  const { rows } = await readRuns(tx, [id], 1);
  return rows[0] ?? null;
}

async function listRunIds(
  tx: TenantTx,
  { statuses, templateId, labels, parentRun, orchestraId, after, limit }: RunFilter,
): Promise<string[]> {
  const common = [tx.tenantId, templateId, after ?? LAST_ID, limit + 1];
  const about = parentRun ?? orchestraId;
  if (about !== null || labels.length > 0) {
    const { text } = narrowest({ parentRun, orchestraId });
    const narrow = [statuses, labels.map(({ key }) => key), labels.map(({ value }) => value)];
    const related = about === null ? [] : [about];
    return (await tx.query<{ id: string }>(text, [...common, ...narrow, ...related])).map((row) => row.id);
  }
  const rows = statuses.length
    ? await tx.query<{ id: string }>(listByStatusStatement.text, [
        ...common,
        statuses.filter((status) => isOneOf(openRunStatuses, status)),
        statuses.filter((status) => isOneOf(endedRunStatuses, status)),
      ])
    : await tx.query<{ id: string }>(listStatement.text, common);
  return rows.map((row) => row.id);
}

function narrowest({ parentRun, orchestraId }: Pick<RunFilter, 'parentRun' | 'orchestraId'>) {
  if (parentRun !== null) return listByParentStatement;
  return orchestraId === null ? listByLabelStatement : listByOrchestraStatement;
}

async function readRuns(tx: TenantTx, ids: string[], limit: number): Promise<Page<RunRow>> {
  const rows = await tx.query<StoredRun>(readStatement.text, [tx.tenantId, ids, PAGE_BYTES]);
  const page = sizedPageOf(rows, limit);
  const progress = await countTasks(
    tx,
    page.rows.map((run) => run.id),
  );
  return {
    rows: page.rows.map(({ failedNode, failedError, ...run }) => ({
      ...run,
      error: run.error ?? (failedNode === null ? null : taskFailed(failedNode, failedError)),
      progress: progress.get(run.id) ?? noTasks(),
    })),
    hasMore: page.hasMore,
  };
}

type StoredRun = Omit<RunRow, 'progress'> & {
  candidates: number;
  failedNode: string | null;
  failedError: Problem | null;
};

/** Why the run failed, in the words of the task that failed it. */
function taskFailed(node: string, error: Problem | null): Problem {
  const reason = error ? `: ${error.detail}` : '.';
  const errors = error ? [{ code: error.code, message: error.detail }] : [];
  return new MaestroError('task-failed', `The task "${node}" failed${reason}`, { errors }).toProblem();
}

async function countTasks(tx: TenantTx, runIds: string[]): Promise<Map<string, RunProgress>> {
  const runs = new Map<string, RunProgress>();
  if (runIds.length === 0) return runs;
  const rows = await tx.query<{ runId: string; state: keyof RunProgress; count: number }>(
    countStatement.text,
    [tx.tenantId, runIds],
  );
  for (const { runId, state, count } of rows) {
    const progress = runs.get(runId) ?? noTasks();
    progress[state] += count;
    progress.total += count;
    runs.set(runId, progress);
  }
  return runs;
}

function noTasks(): RunProgress {
  return {
    total: 0,
    succeeded: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
    running: 0,
    waiting: 0,
    pending: 0,
  };
}

function isOneOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}
