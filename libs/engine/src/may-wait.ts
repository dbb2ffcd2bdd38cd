import type { PlanNode } from '@maestro/dsl';

/** Handlers whose attempts may wait for people and for runs that they started, and go on afterwards. */
const waiting: ReadonlySet<string> = new Set(['tool_call']);

/** Whether an attempt of the node may end in waiting for something outside, to be followed by another that finds it. */
export function mayWait({ kind, ref }: Pick<PlanNode, 'kind' | 'ref'>): boolean {
  return kind === 'task' && waiting.has(ref);
}

/** Kinds that the engine performs and that may ask people something before they begin. */
const asking: ReadonlySet<string> = new Set(['run_plan']);

/** Whether a task of the node may have put a question of its own. */
export function mayAsk(node: Pick<PlanNode, 'kind' | 'ref'>): boolean {
  return node.kind === 'approval' || mayWait(node) || (node.kind === 'task' && asking.has(node.ref));
}
