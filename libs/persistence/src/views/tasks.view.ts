import type { Json, JsonObject } from '@maestro/dsl';
import type { Problem } from '@maestro/problems';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { PAGE_BYTES, sizedPageOf, type Page } from './page';

const listStatement = statement('list_tasks');

export type TaskStatus =
  'pending' | 'ready' | 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export interface TaskRow {
  n: number;
  /** Index of the node in the plan. */
  node: number;
  status: TaskStatus;
  attempt: number;
  queue: string;
  readyAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  durationMs: number | null;
  /** What its attempts have cost, in micro-dollars. */
  costMicros: number;
  /** Tokens that they have used, and of which model; null where there is none. */
  tokens: number;
  model: string | null;
  output: Json;
  /** Set where the output lies in the artifact store. */
  outputRef: JsonObject | null;
  error: Problem | null;
  /** Number of the map's or loop's own task, and which item or round; null at the top level. */
  parentN: number | null;
  idx: number | null;
  /** The run whose result it took over. */
  reusedFrom: string | null;
  waitReason: string | null;
  waitDetail: JsonObject | null;
  wakeAt: Date | null;
}

/** A run's tasks by number. `after` is the number of the last task that was shown. */
export async function listTasks(
  tx: TenantTx,
  { runId, after, limit }: { runId: string; after: number | null; limit: number },
): Promise<Page<TaskRow>> {
  type Row = TaskRow & { candidates: number };
  const values = [tx.tenantId, runId, after ?? -1, limit + 1, PAGE_BYTES];
  return sizedPageOf(await tx.query<Row>(listStatement.text, values), limit);
}
