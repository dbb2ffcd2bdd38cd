import type { Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from '../engine';

const frameStatement = statement('frame');
const itemsStatement = statement('frame_items');

/** The state of a map or loop. `open` counts the items that were made and have not ended. */
export interface Frame {
  n: number;
  node: number;
  kind: 'map' | 'loop';
  /** Items, or most rounds. */
  count: number;
  /** Number of the first task of the first item; each item has `width` of them. */
  base: number;
  width: number;
  per_chunk: number;
  max_parallel: number;
  created: number;
  open: number;
  failed: number;
  /** Number of the last task of the first item that failed. */
  first_failed: number | null;
  tolerate: boolean;
  control: 'none' | 'fail' | 'cancel';
}

/** Null where the map or loop has not begun. */
export async function readFrame(engine: Engine, run: RunRef, n: number): Promise<Frame | null> {
  const [row] = await engine.database.query<Frame & Record<string, unknown>>(frameStatement, [
    run.tenantId,
    run.runId,
    n,
  ]);
  return row ?? null;
}

/** One item of a map's list, by its index. */
export async function readItem(
  engine: Engine,
  run: RunRef,
  { frame, index }: { frame: Frame; index: number },
): Promise<Json> {
  const chunk = Math.floor(index / frame.per_chunk);
  const items = await engine.cache.get(`items ${run.runId} ${frame.n} ${chunk}`, async () => {
    const key = [run.tenantId, run.runId, frame.n, chunk];
    const [row] = await engine.database.query<{ items: Json[] }>(itemsStatement, key);
    if (!row) throw new Error(`run ${run.runId} has no items ${chunk} of task ${frame.n}`);
    return row.items;
  });
  return items[index % frame.per_chunk] ?? null;
}
