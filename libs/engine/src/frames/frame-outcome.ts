import { evaluateBoolean, type Json } from '@maestro/dsl';
import type { ArtifactRef } from '@maestro/artifacts';
import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { databaseNow } from '../kinds/wait';
import { readRunValues } from '../run-values';
import { readScope } from '../values';
import type { FrameRef } from './advance-frame';
import { frameResult } from './frame-result';
import { itemFailure } from './item-failure';
import { readLast } from './read-last';
import type { Frame } from './read-frame';

/** How a map or loop ends; null where it goes on, or what is in it has not ended. */
export async function frameOutcome(
  engine: Engine,
  at: FrameRef,
  frame: Frame,
): Promise<CompletionOutcome | null> {
  if (frame.open > 0) return null;
  if (frame.control === 'cancel') return { kind: 'cancelled' };
  if (frame.control === 'fail')
    return { kind: 'failed', error: (await failure(engine, at, frame)).toProblem() };
  try {
    if (frame.kind === 'loop') return await loopOutcome(engine, at, frame);
    return frame.created < frame.count ? null : await mapOutcome(engine, at, frame);
  } catch (error) {
    // The result is too large, or `until` cannot be evaluated.
    if (!(error instanceof MaestroError)) throw error;
    return { kind: 'failed', error: error.toProblem() };
  }
}

async function failure(engine: Engine, at: FrameRef, frame: Frame): Promise<MaestroError> {
  const last = frame.first_failed ?? frame.base;
  const index = Math.floor((last - frame.base) / frame.width);
  const cause = await itemFailure(engine, at, { frame, index });
  const detail = cause ? `: ${cause.code}: ${cause.detail}` : '.';
  return frame.kind === 'map'
    ? new MaestroError('item-failed', `Item ${index} failed${detail}`)
    : // What an agent may cost ends the agent, wherever in its loop it was reached.
      new MaestroError(
        cause?.code === 'agent-limit' ? cause.code : 'round-failed',
        `Round ${index + 1} failed${detail}`,
      );
}

async function mapOutcome(engine: Engine, at: FrameRef, frame: Frame): Promise<CompletionOutcome> {
  const result = await frameResult(engine, at, frame);
  const tolerated = frame.failed > 0;
  return result.artifact
    ? { kind: 'succeeded', output: null, ref: result.artifact, tolerated }
    : { kind: 'succeeded', output: JSON.parse(result.text) as Json, tolerated };
}

/** Another round follows only once `until` was found false for the one before. */
async function loopOutcome(engine: Engine, at: FrameRef, frame: Frame): Promise<CompletionOutcome | null> {
  if (frame.created === 0) return null;
  const last = await readLast(engine, at, frame);
  const spec = at.plan.nodes[frame.node]?.loop;
  if (!spec) throw new Error(`node ${frame.node} of the plan is no loop`);
  const run = await readRunValues(engine, at.run);
  const now = new Date(await databaseNow(engine));
  const scope = await readScope(engine, run, { task: last, reads: spec.until_reads, now });
  if (evaluateBoolean(spec.until, scope)) return succeeded(last);
  if (frame.created < frame.count) return null;
  const detail = `\`until\` is not true after ${frame.count} rounds, which is all the loop may make.`;
  return { kind: 'failed', error: new MaestroError('loop-limit', detail).toProblem() };
}

function succeeded({ output, ref }: { output: Json; ref: ArtifactRef | null }): CompletionOutcome {
  return ref ? { kind: 'succeeded', output: null, ref } : { kind: 'succeeded', output };
}
