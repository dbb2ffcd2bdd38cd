import { evaluateBoolean } from '@maestro/dsl';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import type { KindAttempt } from './perform-kind';

/** Decides for the first case that is true. Throws as evaluating its conditions does. */
export function performDecision(engine: Engine, { task, scope }: KindAttempt): CompletionOutcome {
  void engine;
  const { cases, default: otherwise } = planNode(task).decision ?? { cases: [], default: null };
  const chosen = cases.find(({ when }) => evaluateBoolean(when, scope))?.to ?? otherwise;
  const id = chosen === null ? null : (task.run.plan.nodes[chosen]?.id ?? null);
  return { kind: 'succeeded', output: { case: id }, chosen };
}
