import type { Json, JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { RunStatus } from '@maestro/state-machine';
import { type Engine, type RunRef } from '../engine';

const childRuns = statement('child_runs');

/** A run that a task started and has not answered to yet. */
export interface ChildRun {
  run: RunRef;
  status: RunStatus;
  finished: boolean;
  outputs: Json;
  /** Of the run, or of the task it failed by. */
  error: JsonObject | null;
}

interface Row extends Omit<ChildRun, 'run'> {
  id: string;
}

/** The latest first. There are several where a worker that was given up for dead went on for a moment. */
export async function readChildren(
  engine: Engine,
  { run, n }: { run: RunRef; n: number },
): Promise<ChildRun[]> {
  const key = [run.tenantId, run.runId, n];
  const rows = await engine.database.query<Row & Record<string, unknown>>(childRuns, key);
  return rows.map(({ id, ...child }) => ({ ...child, run: { tenantId: run.tenantId, runId: id } }));
}
