import type { Plan, PlanBody } from '@maestro/dsl';
import { planOf, type EdgeDraft, type NodeDraft } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import type { Json } from '@maestro/dsl';
import type { ClaimedTask, CompletionOutcome, RunRef } from '../src';
import type { Harness } from './harness';

/** A map over `over`; its body has to be said in the shape of the plan. */
export function mapNode(
  over: Json,
  { body = 0, max = 100, tolerate = false }: { body?: number; max?: number; tolerate?: boolean } = {},
): NodeDraft {
  const on_item_failure = tolerate ? 'tolerate' : 'fail';
  return { kind: 'map', map: { over, body, max_parallel: max, on_item_failure } };
}

/** A loop until a condition over `reads`. */
export function loopNode(
  until: string,
  { body = 0, max = 5, reads = [] as number[] }: { body?: number; max?: number; reads?: number[] } = {},
): NodeDraft {
  return { kind: 'loop', loop: { until, until_reads: reads, body, max_rounds: max } };
}

/** Where bodies stand: [owner, first, width]; the last node of each is its result. */
export function shape(
  top: number,
  ...bodies: [number, number, number][]
): { top: number; bodies: PlanBody[] } {
  return {
    top,
    bodies: bodies.map(([owner, first, width]) => ({ owner, first, width, result: first + width - 1 })),
  };
}

/** One map at the top, named `n0`, and its body of one task. */
export function onlyMap(over: Json, options: Parameters<typeof mapNode>[1] = {}, node: NodeDraft = {}): Plan {
  return withInputs(planOf([mapNode(over, options), node], [], shape(1, [0, 1, 1])));
}

/** The same plan, for any inputs. */
export function withInputs(plan: Plan): Plan {
  return { ...plan, inputs: { type: 'object' } };
}

/** One map whose body is `nodes`, joined by `edges` (indexes from 1). */
export function wideMap(
  over: Json,
  options: Parameters<typeof mapNode>[1],
  [nodes, edges]: [NodeDraft[], EdgeDraft[]],
): Plan {
  return planOf([mapNode(over, options), ...nodes], edges, shape(1, [0, 1, nodes.length]));
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const failed = (detail = 'as planned', retryable = false): CompletionOutcome => ({
  kind: 'failed',
  error: new MaestroError('command-failed', detail, { retryable }).toProblem(),
});

export const pathOf = (task: ClaimedTask): number | null => task.place?.idx ?? null;

export interface TaskRow {
  n: number;
  node: number;
  idx: number | null;
  status: string;
  output: Json;
  output_ref: Json;
  error: { code: string; detail: string } | null;
}

export function tasksOf(harness: Harness, run: RunRef): Promise<TaskRow[]> {
  return harness.sql(
    `SELECT n, node, idx, status, output, output_ref, error FROM maestro_tasks
     WHERE tenant_id = $1 AND run_id = $2 ORDER BY n`,
    [run.tenantId, run.runId],
  );
}

export async function taskOf(harness: Harness, run: RunRef, n: number): Promise<TaskRow> {
  const row = (await tasksOf(harness, run)).find((task) => task.n === n);
  if (!row) throw new Error(`no task ${n}`);
  return row;
}

export async function statusOf(harness: Harness, run: RunRef): Promise<string> {
  return (await harness.statuses(run)).run;
}
