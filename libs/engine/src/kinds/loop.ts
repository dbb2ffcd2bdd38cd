import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { openFrame } from '../frames/open-frame';
import { planNode } from '../prepare-task';
import type { KindAttempt } from './perform-kind';

/** Opens the frame; the first round is made once the task is parked. */
export async function performLoop(engine: Engine, { task }: KindAttempt): Promise<CompletionOutcome> {
  const { loop } = planNode(task);
  if (!loop) throw new MaestroError('internal', 'A loop has no description.');
  const { body, max_rounds: count } = loop;
  await openFrame(engine, task, {
    ...{ kind: 'loop', body, count },
    ...{ items: [], maxParallel: 1, tolerate: false },
  });
  return { kind: 'park', wait: { reason: 'ROUND', wakeMs: null, detail: { max_rounds: count } } };
}
