import { statement } from '@maestro/persistence';
import { runRef, type Engine, type RunRef } from '../engine';

const queuedOfRun = statement('queued_of_run');

interface QueuedRow {
  tenant_id: string;
  run_id: string;
  n: number;
  queue: string;
}

/** In one page. */
const PAGE = 1_000;

/** Puts what a run has in the queue there once more: while it was paused, workers threw its messages away. */
export async function dispatchQueued(engine: Engine, { tenantId, runId }: RunRef): Promise<void> {
  for (let behind = -1; ;) {
    const rows = await engine.database.query<QueuedRow & Record<string, unknown>>(queuedOfRun, [
      tenantId,
      runId,
      behind,
      PAGE,
    ]);
    if (rows.length > 0)
      await engine.dispatcher.dispatch(rows.map((row) => ({ ...runRef(row), n: row.n, queue: row.queue })));
    if (rows.length < PAGE) return;
    behind = rows.at(-1)?.n ?? behind;
  }
}
