import { evaluateBoolean, render, type Json } from '@maestro/dsl';
import {
  readTaskValues,
  retryDelay,
  scopeOf,
  type ClaimedTask,
  type CompletionOutcome,
  type Engine,
} from '@maestro/engine';
import { runHandler, type HandlerContext, type HandlerRegistry } from '@maestro/handlers';
import { isUnavailable } from '@maestro/persistence';
import { MaestroError, type Problem } from '@maestro/problems';
import { record } from '@maestro/telemetry';
import type { HeldAttempt, StopReason } from './held-attempts';

export interface Performer {
  engine: Engine;
  registry: HandlerRegistry;
  contextOf: (attempt: HeldAttempt) => Promise<HandlerContext>;
}

/**
 * One attempt, from claim to outcome: prepare → execute within its timeout → classify. Never throws; null means
 * that the attempt is no longer ours, and nothing is to be written.
 */
export async function perform(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome | null> {
  const { task } = attempt;
  const node = task.run.plan.nodes[task.n];
  if (!node)
    return { kind: 'failed', error: new MaestroError('internal', 'The plan has no such node.').toProblem() };
  const started = performance.now();
  const outcome = await attemptOutcome(performer, attempt);
  record('taskDuration', (performance.now() - started) / 1000, { handler: node.ref });
  if (outcome) record('taskAttempts', 1, { handler: node.ref, result: resultLabel(outcome) });
  return outcome;
}

async function attemptOutcome(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome | null> {
  const node = attempt.task.run.plan.nodes[attempt.task.n];
  const stopTimer = stopAfter(attempt, node?.timeout_ms ?? 0);
  try {
    const prepared = await prepare(performer.engine, attempt.task);
    if (prepared.skip) return { kind: 'skipped' };
    const ctx = await performer.contextOf(attempt);
    return {
      kind: 'succeeded',
      output: await runHandler(performer.registry, node?.ref ?? '', prepared.input, ctx),
    };
  } catch (error) {
    const stopped = attempt.stopped();
    // Trouble of ours is no failure of the task: it goes back, and the attempt does not count.
    if (stopped === null && isUnavailable(error)) {
      performer.engine.onError(error, 'performing a task');
      return { kind: 'release' };
    }
    return stopped === null || stopped === 'timeout'
      ? failure(performer.engine, attempt.task, stopped === 'timeout' ? timeoutError(attempt.task) : error)
      : interruption(stopped);
  } finally {
    stopTimer();
  }
}

/** Evaluates `when` and renders `with`. `now()` is fixed here, so that all expressions of the task agree. */
async function prepare(engine: Engine, task: ClaimedTask): Promise<{ skip: boolean; input: Json }> {
  const node = task.run.plan.nodes[task.n];
  if (!node) throw new MaestroError('internal', 'The plan has no such node.');
  const scope = scopeOf(task.run, await readTaskValues(engine, task.run.ref, node.reads), new Date());
  if (node.when !== null && !evaluateBoolean(node.when, scope)) return { skip: true, input: null };
  return { skip: false, input: render(node.with, scope) };
}

/** Timers of Node end at 2³¹ ms; longer timeouts are waited for in pieces. */
function stopAfter(attempt: HeldAttempt, timeoutMs: number): () => void {
  const deadline = performance.now() + timeoutMs;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = deadline - performance.now();
    timer =
      left <= 0 ? setTimeout(() => attempt.stop('timeout'), 0) : setTimeout(arm, Math.min(left, 2 ** 30));
  };
  arm();
  return () => clearTimeout(timer);
}

function failure(engine: Engine, task: ClaimedTask, cause: unknown): CompletionOutcome {
  const error = toProblem(engine, cause);
  const policy = task.run.plan.nodes[task.n]?.retry;
  const delayMs = policy
    ? retryDelay(policy, { error, failures: task.attempt - task.deaths }, engine.random)
    : null;
  return delayMs === null ? { kind: 'failed', error } : { kind: 'retry', error, delayMs };
}

/** Stopped from outside: cancelled, handed back, or no longer ours at all. */
function interruption(reason: Exclude<StopReason, 'timeout'>): CompletionOutcome | null {
  if (reason === 'lease-lost') return null;
  if (reason === 'draining') return { kind: 'release' };
  return {
    kind: 'cancelled',
    error: new MaestroError('cancelled', 'The run was stopped while this task ran.').toProblem(),
  };
}

function timeoutError(task: ClaimedTask): MaestroError {
  const limit = task.run.plan.nodes[task.n]?.timeout_ms ?? 0;
  return new MaestroError('timeout', `The attempt took longer than its timeout of ${limit} ms.`);
}

/** What is not one of our errors is a fault of ours: it is logged whole, and the run is told no internals. */
function toProblem(engine: Engine, cause: unknown): Problem {
  if (cause instanceof MaestroError) return cause.toProblem();
  engine.onError(cause, 'performing a task');
  return new MaestroError('internal', 'The handler failed in a way it does not explain.', {
    cause,
  }).toProblem();
}

function resultLabel(outcome: CompletionOutcome): string {
  return (outcome.kind === 'failed' || outcome.kind === 'retry') && outcome.error
    ? outcome.error.code
    : outcome.kind;
}
