import { render, type Json, type JsonObject, type Scope } from '@maestro/dsl';
import { MaestroError, type Problem } from '@maestro/problems';
import { isWindingDown } from '@maestro/state-machine';
import { statement } from '@maestro/persistence';
import type { Completer } from './completion';
import type { Engine, RunRef } from './engine';
import { resumeParent } from './kinds/resume-parent';
import { passSlot } from './limits/pass-slot';
import { readRunContext, type RunContext } from './run-values';
import { unwindRun } from './unwind/unwind-run';
import { readScope } from './values';

const finishRun = statement('finish_run');
const failRun = statement('fail_run');
const runUsage = statement('run_usage');

/** Longest human line of a run, in characters. */
const MAX_SUMMARY = 500;

/**
 * Ends a run whose nodes have all ended: undoes what is to be undone where it winds down, else evaluates its outputs
 * and its line; then closes it. The statements look again for themselves, so that two who try, or one who tries too
 * early, do no harm.
 */
export async function finalizeRun(engine: Engine, completer: Completer, ref: RunRef): Promise<void> {
  const run = await readRunContext(engine, ref);
  if (!run || run.finished || run.openSinks > 0) return;
  const winding = isWindingDown(run.control);
  const result = winding ? await unwoundResult(engine, run) : await evaluateResult(engine, run);
  if (!result) return;
  if (!winding && result.error && run.unwinder)
    return failAndUnwind(engine, completer, { ref, error: result.error });
  const [ended] = await engine.database.query<FinishedRow>(finishRun, [
    ref.tenantId,
    ref.runId,
    result.outputs && JSON.stringify(result.outputs),
    result.summary,
    result.error && JSON.stringify(result.error),
    winding,
  ]);
  if (!ended) return;
  engine.onRunEnded(ended.status);
  const { tenantId } = ref;
  if (ended.parent_run !== null && ended.parent_n !== null)
    await resumeParent(engine, completer, { run: { tenantId, runId: ended.parent_run }, n: ended.parent_n });
  if (ended.freed !== null) await passSlot(engine, tenantId, ended.freed);
}

/** Null while something is still to be undone. */
async function unwoundResult(engine: Engine, run: RunContext): Promise<Result | null> {
  const unwound = run.unwinder ? await unwindRun(engine, run) : ({ state: 'done', error: null } as const);
  return unwound.state === 'busy' ? null : { outputs: null, summary: null, error: unwound.error };
}

/** All went well but the outputs cannot be made: the run fails, and what it did is undone. */
async function failAndUnwind(
  engine: Engine,
  completer: Completer,
  { ref, error }: { ref: RunRef; error: Problem },
): Promise<void> {
  await engine.database.query(failRun, [ref.tenantId, ref.runId, JSON.stringify(error)]);
  await finalizeRun(engine, completer, ref);
}

interface Result {
  outputs: JsonObject | null;
  summary: string | null;
  error: Problem | null;
}

interface FinishedRow {
  status: string;
  parent_run: string | null;
  parent_n: number | null;
  /** The concurrency key of which it held a slot. */
  freed: string | null;
}

async function evaluateResult(engine: Engine, run: RunContext): Promise<Result> {
  const { outputs, summary, result_reads: reads } = run.plan;
  const scope = await readScope(engine, run, { task: null, reads, now: new Date(0) });
  try {
    return {
      outputs: outputs ? (render(outputs, scope) as JsonObject) : null,
      summary: summary === null ? null : line(render(summary, await withUsage(engine, run, scope))),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { outputs: null, summary: null, error: error.toProblem() };
  }
}

/** What the run has used is read only for a line that names it. */
async function withUsage(engine: Engine, run: RunContext, scope: Scope): Promise<Scope> {
  if (!/\brun\b/.test(run.plan.summary ?? '')) return scope;
  const [used] = await engine.database.query<{ tokens: number; micros: number }>(runUsage, [
    run.ref.tenantId,
    run.ref.runId,
  ]);
  const usage = { tokens: used?.tokens ?? 0, cost_cents: (used?.micros ?? 0) / 10_000 };
  return { ...scope, run: { ...scope.run, ...usage } };
}

function line(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/\s+/g, ' ').slice(0, MAX_SUMMARY);
}
