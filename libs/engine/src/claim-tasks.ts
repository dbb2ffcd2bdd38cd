import type { Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { TaskRef } from '@maestro/queue';
import { runRef, type Engine, type RunRef } from './engine';
import { newToken } from './token';
import type { RunValues } from './values';

const claimStatement = statement('claim_tasks');

/** An attempt that this worker holds. */
export interface ClaimedTask {
  run: RunValues & { traceparent: string | null };
  n: number;
  /** Counts from 1. */
  attempt: number;
  /** Attempts whose worker died: they use up no retry. */
  deaths: number;
  token: string;
  /** From ready to claimed, in seconds. */
  waitedS: number;
  /** Started by a failure or always edge: runs on while its run winds down. */
  urgent: boolean;
}

interface ClaimRow {
  tenant_id: string;
  run_id: string;
  n: number;
  /** Null where the row only says that the run winds down. */
  attempt: number | null;
  deaths: number;
  urgent: number;
  waited_s: number;
  template_id: string;
  template_version: number;
  inputs: Json;
  traceparent: string | null;
  created_at: Date;
}

export interface Claim {
  tasks: ClaimedTask[];
  /** Runs that wind down although something of theirs was in the queue: a statement slipped past their sweep. */
  winding: RunRef[];
}

/** Claims what is still to be had of `tasks`, under one new token. What is missing was taken or withdrawn. */
export async function claimTasks(
  engine: Engine,
  tasks: readonly TaskRef[],
  sessionId: string,
): Promise<Claim> {
  const token = newToken();
  const rows = await engine.database.query<ClaimRow>(claimStatement, [
    tasks.map((task) => task.tenantId),
    tasks.map((task) => task.runId),
    tasks.map((task) => task.n),
    token,
    sessionId,
  ]);
  const winding = new Map<string, RunRef>();
  for (const row of rows) if (row.attempt === null) winding.set(row.run_id, runRef(row));
  const claimed = rows.flatMap((row) =>
    row.attempt === null ? [] : [claimedTask(engine, row, { attempt: row.attempt, token })],
  );
  return { tasks: await Promise.all(claimed), winding: [...winding.values()] };
}

async function claimedTask(
  engine: Engine,
  row: ClaimRow,
  held: { attempt: number; token: string },
): Promise<ClaimedTask> {
  const { plan, name } = await engine.plans.get(row.tenant_id, row.template_id, row.template_version);
  const run = {
    ref: runRef(row),
    plan,
    templateName: name,
    version: row.template_version,
    inputs: row.inputs,
    createdAt: row.created_at,
    traceparent: row.traceparent,
  };
  return { run, n: row.n, ...held, deaths: row.deaths, urgent: row.urgent > 0, waitedS: row.waited_s };
}
