import type { Plan, PlanNode } from '@maestro/dsl';

/** Kinds and handlers of which nothing outside of their run is changed. */
const harmless: ReadonlySet<string> = new Set([
  ...['contract', 'noop', 'transform', 'llm_call', 'rag_query', 'graph_job'],
  ...['decision', 'collect', 'map', 'loop', 'wait', 'signal', 'approval'],
]);
const readingMethods: ReadonlySet<unknown> = new Set([undefined, 'GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a run of the plan may change something outside of it. What cannot be told from the plan counts as a change: another
 * template, a command, a method that is an expression.
 */
export function changesSomething(plan: Plan): boolean {
  return plan.nodes.some((node) => !isHarmless(node));
}

function isHarmless({ kind, ref, with: input }: PlanNode): boolean {
  if (kind === 'subflow') return false;
  if (kind === 'task' && ref === 'http')
    return (
      typeof input === 'object' &&
      input !== null &&
      !Array.isArray(input) &&
      readingMethods.has(input['method'])
    );
  return harmless.has(kind === 'task' ? ref : kind);
}
