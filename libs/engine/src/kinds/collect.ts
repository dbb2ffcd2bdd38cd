import type { JsonObject } from '@maestro/dsl';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import type { KindAttempt } from './perform-kind';

/** The outputs of the last nodes of a body by their id; null for one that has none. */
export function performCollect(engine: Engine, { task, scope }: KindAttempt): CompletionOutcome {
  void engine;
  const output = Object.create(null) as JsonObject;
  for (const read of planNode(task).reads) {
    const id = task.run.plan.nodes[read]?.id ?? '';
    output[id] = scope.tasks[id]?.output ?? null;
  }
  return { kind: 'succeeded', output };
}
