import type { Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { RunControl, RunStatus } from '@maestro/state-machine';
import type { Engine, RunRef } from './engine';
import type { RunValues } from './values';

const runContext = statement('run_context');

export interface RunContext extends RunValues {
  traceparent: string | null;
  status: RunStatus;
  control: RunControl;
  openSinks: number;
  finished: boolean;
  failedTask: number | null;
  /** Compensations or `on_failure` may be due once it winds down and no task of it lives. */
  unwinder: boolean;
  /** Its deadline has passed. */
  expired: boolean;
}

interface RunContextRow {
  traceparent: string | null;
  status: RunStatus;
  template_id: string;
  template_version: number;
  control: RunContext['control'];
  open_sinks: number;
  failed_task: number | null;
  inputs: Json;
  created_at: Date;
  finished_at: Date | null;
  effect_run: string | null;
  unwinder: boolean;
  expired: boolean;
}

/** Reads a run and its plan; null where there is no such run. */
export async function readRunContext(engine: Engine, ref: RunRef): Promise<RunContext | null> {
  const [row] = await engine.database.query<RunContextRow>(runContext, [ref.tenantId, ref.runId]);
  if (!row) return null;
  const { plan, name } = await engine.plans.get(ref.tenantId, row.template_id, row.template_version);
  return {
    ref,
    plan,
    templateName: name,
    version: row.template_version,
    inputs: row.inputs,
    createdAt: row.created_at,
    effectRun: row.effect_run ?? ref.runId,
    traceparent: row.traceparent,
    status: row.status,
    control: row.control,
    openSinks: row.open_sinks,
    finished: row.finished_at !== null,
    failedTask: row.failed_task,
    unwinder: row.unwinder,
    expired: row.expired,
  };
}

export async function readRunValues(engine: Engine, ref: RunRef): Promise<RunContext> {
  const run = await readRunContext(engine, ref);
  if (!run) throw new Error(`run ${ref.runId} is gone`);
  return run;
}
