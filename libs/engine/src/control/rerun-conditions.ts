import { evaluateBoolean, type Json } from '@maestro/dsl';
import type { Engine } from '../engine';
import { scopeOf, type RunValues, type TaskValue } from '../values';
import type { RerunBasis } from './plan-rerun';

/**
 * Edge conditions of the new run, over what it takes over. One that cannot be evaluated does not fire.
 *
 * @param trigger what began the run that is repeated
 */
export function edgeConditions(engine: Engine, run: RunValues, trigger: Json): RerunBasis['fires'] {
  const scope = { ...scopeOf(run, new Date(0)), trigger };
  return (edge, settled) => {
    if (edge.when === null) return true;
    const tasks = Object.create(null) as Record<string, TaskValue>;
    for (const read of edge.reads) {
      const known = settled.get(read);
      if (known)
        tasks[run.plan.nodes[read]?.id ?? ''] = {
          output: known.output,
          status: known.status,
          error: null,
          attempt: 1,
        };
    }
    try {
      return evaluateBoolean(edge.when, { ...scope, tasks });
    } catch (error) {
      engine.onError(error, 'evaluating an edge condition');
      return false;
    }
  };
}
