import { render, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';
import { readRunContext, type RunContext } from './run-values';
import { readTaskValues, scopeOf } from './values';

const finishRun = statement('finish_run');

/** Longest human line of a run, in characters. */
const MAX_SUMMARY = 500;

/**
 * Ends a run whose nodes have all ended: evaluates its outputs and its line, then closes it. The statement looks
 * again for itself, so that two who try, or one who tries too early, do no harm.
 */
export async function finalizeRun(engine: Engine, ref: RunRef): Promise<void> {
  const run = await readRunContext(engine, ref);
  if (!run || run.finished || run.openSinks > 0) return;
  const failed = run.control === 'cancel' || run.control === 'fail';
  const result = failed ? { outputs: null, summary: null, error: null } : await evaluateResult(engine, run);
  const [ended] = await engine.database.query<{ status: string }>(finishRun, [
    ref.tenantId,
    ref.runId,
    result.outputs && JSON.stringify(result.outputs),
    result.summary,
    result.error && JSON.stringify(result.error),
  ]);
  if (ended) engine.onRunEnded(ended.status);
}

async function evaluateResult(engine: Engine, run: RunContext) {
  const { outputs, summary, result_reads: reads } = run.plan;
  const scope = scopeOf(run, await readTaskValues(engine, run.ref, reads), new Date(0));
  try {
    return {
      outputs: outputs ? (render(outputs, scope) as JsonObject) : null,
      summary: summary === null ? null : line(render(summary, scope)),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { outputs: null, summary: null, error: error.toProblem() };
  }
}

function line(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/\s+/g, ' ').slice(0, MAX_SUMMARY);
}
