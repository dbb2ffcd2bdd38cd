import { evaluate, type Json, type Usage } from '@maestro/dsl';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { readScope } from '../values';

/**
 * What an attempt that ended well has used, as its node says where to read it. Where that has no value nobody knows, and the
 * worst case stands: the fault is one of the template, and must not undo a result.
 */
export async function usageOf(
  engine: Engine,
  task: ClaimedTask,
  { output, now }: { output: Json; now: Date },
): Promise<Usage> {
  const { cost } = planNode(task);
  const texts = [cost?.used, cost?.input_tokens, cost?.output_tokens].flatMap((text) => text ?? []);
  if (!cost || texts.length === 0) return { kind: 'fixed' };
  try {
    const { run, n, place, node, attempt } = task;
    const value = { output, status: 'succeeded', error: null, attempt };
    const scope = await readScope(engine, run, {
      task: { n, place },
      reads: cost.reads,
      own: new Map([[node, value]]),
      now,
    });
    const [first, second] = texts.map((text) => number(evaluate(text, scope)));
    return cost.used !== null
      ? { kind: 'amount', micros: (first ?? NaN) * 1_000_000 }
      : { kind: 'tokens', input: first ?? NaN, output: second ?? NaN };
  } catch (error) {
    engine.onError(error, 'reading what a task has used');
    return { kind: 'unknown' };
  }
}

/** What is no number is an impossible usage. */
function number(value: Json): number {
  return typeof value === 'number' ? value : NaN;
}
