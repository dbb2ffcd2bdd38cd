import type { JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ItemPlace, WaitReason } from '../completion';
import type { Engine, RunRef } from '../engine';
import { placeOf } from '../places';

const parkedTask = statement('parked_task');

/** A task that waits for something outside. */
export interface ParkedRow {
  n: number;
  place: ItemPlace | null;
  token: string;
  attempt: number;
  /** Attempts whose process died: they use up no retry. */
  deaths: number;
  urgent: boolean;
  reason: WaitReason;
  key: string | null;
  detail: JsonObject;
}

interface Row extends Omit<ParkedRow, 'place' | 'urgent'> {
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  urgent: number;
}

/** Null where the task does not wait. */
export async function readParked(engine: Engine, run: RunRef, n: number): Promise<ParkedRow | null> {
  const key = [run.tenantId, run.runId, n];
  const [row] = await engine.database.query<Row & Record<string, unknown>>(parkedTask, key);
  return row ? { ...row, place: placeOf(row), urgent: row.urgent > 0 } : null;
}
