import { statement } from '@maestro/persistence';
import type { Engine } from '../engine';
import { isRunKey } from './keys';

const passSlots = statement('pass_slots');
const passRunSlots = statement('pass_run_slots');

/** In one statement. */
const MOST = 500;

interface PassedRow {
  kind: 'queued' | 'paused';
  run_id: string;
  n: number;
  queue: string;
}

/** Gives what fell free under a concurrency key to whoever has waited longest. Safe to repeat. */
export async function passSlot(engine: Engine, tenantId: string, key: string): Promise<void> {
  if (isRunKey(key)) return passPlaces(engine, { tenantId, key, limit: null });
  for (;;) {
    const rows = await engine.database.query<PassedRow & Record<string, unknown>>(passSlots, [
      tenantId,
      key,
      MOST,
    ]);
    const queued = rows.filter(({ kind }) => kind === 'queued');
    const tasks = queued.map(({ run_id: runId, n, queue }) => ({ tenantId, runId, n, queue }));
    if (tasks.length > 0) await engine.dispatcher.dispatch(tasks);
    // What left the line made room for those behind it.
    if (rows.length < MOST && queued.length === rows.length) return;
  }
}

interface Places {
  tenantId: string;
  key: string;
  /** Places from now on; null: as before. */
  limit: number | null;
}

interface BegunRow {
  run_id: string;
  n: number | null;
  queue: string | null;
}

/** Lets held runs begin for which their key has room. Safe to repeat. */
export async function passPlaces(engine: Engine, { tenantId, key, limit }: Places): Promise<void> {
  let begun: number;
  do {
    const rows = await engine.database.query<BegunRow & Record<string, unknown>>(passRunSlots, [
      tenantId,
      key,
      limit,
      MOST,
      await engine.held([tenantId], 'begin'),
    ]);
    await passTasks(engine, tenantId, rows);
    begun = new Set(rows.map(({ run_id }) => run_id)).size;
  } while (begun === MOST);
}

/** Dispatches the tasks of runs that begin; a run that has none has a row without. */
export async function passTasks(engine: Engine, tenantId: string, rows: readonly BegunRow[]): Promise<void> {
  const tasks = rows.flatMap(({ run_id: runId, n, queue }) =>
    n === null || queue === null ? [] : [{ tenantId, runId, n, queue }],
  );
  if (tasks.length > 0) await engine.dispatcher.dispatch(tasks);
}
