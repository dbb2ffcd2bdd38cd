import { unspill } from '@maestro/artifacts';
import type { ArtifactRef } from '@maestro/artifacts';
import type { Json, Plan, Scope } from '@maestro/dsl';
import { formatId, statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const taskValues = statement('task_values');

/** What the expressions of one run may name, besides its tasks. */
export interface RunValues {
  ref: RunRef;
  plan: Plan;
  templateName: string;
  version: number;
  inputs: Json;
  createdAt: Date;
}

export interface TaskValue {
  output: Json;
  status: string;
  error: Json;
  attempt: number;
}

interface TaskValueRow {
  n: number;
  status: string;
  attempt: number;
  output: Json;
  output_ref: ArtifactRef | null;
  error: Json;
}

/** Reads outcome and output of the named nodes; large outputs come from the artifact store. */
export async function readTaskValues(
  engine: Engine,
  ref: RunRef,
  nodes: readonly number[],
): Promise<Map<number, TaskValue>> {
  if (nodes.length === 0) return new Map();
  const rows = await engine.database.query<TaskValueRow>(taskValues, [ref.tenantId, ref.runId, nodes]);
  const values = await Promise.all(
    rows.map(async (row): Promise<[number, TaskValue]> => {
      const output = row.output_ref
        ? await unspill(engine.artifacts, ref.tenantId, { artifact: row.output_ref })
        : row.output;
      return [row.n, { output, status: row.status, error: row.error, attempt: row.attempt }];
    }),
  );
  return new Map(values);
}

/** The names an expression of this run sees. `now` is read once a task, so that a replay sees the same. */
export function scopeOf(run: RunValues, values: ReadonlyMap<number, TaskValue>, now: Date): Scope {
  const tasks: Record<string, TaskValue> = Object.create(null) as Record<string, TaskValue>;
  for (const [n, value] of values) {
    const node = run.plan.nodes[n];
    if (node) tasks[node.id] = value;
  }
  return {
    inputs: run.inputs,
    env: run.plan.env,
    tasks,
    run: {
      id: formatId('run', run.ref.runId),
      template: run.templateName,
      version: run.version,
      created_at: run.createdAt.toISOString(),
    },
    trigger: null,
    now: now.toISOString(),
  };
}
