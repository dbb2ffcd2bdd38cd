import type { Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from '../engine';
import { readTaskValues } from '../values';
import type { EndedTop } from './plan-rerun';

const rerunSource = statement('rerun_source');

interface SourceRow {
  n: number;
  status: string;
  undone: boolean;
  failed_items: boolean;
}

/**
 * How the tasks of the top level of a run ended, by node. Outputs are read only where an edge of the new plan, or a
 * decision, depends on them.
 */
export async function readEnded(
  engine: Engine,
  run: RunRef,
  { old, plan }: { old: Plan; plan: Plan },
): Promise<Map<number, EndedTop>> {
  const rows = await engine.database.query<SourceRow & Record<string, unknown>>(rerunSource, [
    run.tenantId,
    run.runId,
    old.top,
  ]);
  const wanted = new Set(plan.edges.flatMap((edge) => edge.reads.map((node) => plan.nodes[node]?.id)));
  const numbers = rows
    .filter(({ n }) => old.nodes[n]?.kind === 'decision' || wanted.has(old.nodes[n]?.id))
    .map(({ n }) => n);
  const values = await readTaskValues(engine, run, numbers);
  return new Map(
    rows.map(({ n, status, undone, failed_items: failedItems }) => [
      n,
      { status, undone, failedItems, output: values.get(n)?.output ?? null },
    ]),
  );
}
