import type { Plan } from '@maestro/dsl';
import type { Problem } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { Engine } from '../engine';
import type { FrameRef } from './advance-frame';
import type { Frame } from './read-frame';

const failedTasks = statement('failed_tasks');

interface Row {
  n: number;
  node: number;
  error: Problem | null;
}

/** What an item or round failed by: the first failure in it that nothing handles. Null where there is none. */
export async function itemFailure(
  engine: Engine,
  { run, plan }: FrameRef,
  { frame, index }: { frame: Frame; index: number },
): Promise<Pick<Problem, 'code' | 'detail'> | null> {
  const from = frame.base + index * frame.width;
  const rows = await engine.database.query<Row & Record<string, unknown>>(failedTasks, [
    run.tenantId,
    run.runId,
    from,
    from + frame.width,
  ]);
  const error = (rows.find(({ node }) => !mayHandle(plan, node)) ?? rows[0])?.error;
  return error ? { code: error.code, detail: error.detail } : null;
}

/** Whether the plan has something to say of a failure of this node. */
function mayHandle(plan: Plan, node: number): boolean {
  const { on_error, out } = plan.nodes[node] ?? { on_error: 'fail', out: [] };
  return on_error === 'continue' || out.some((edge) => plan.edges[edge]?.on === 'failure');
}
