import { evaluateBoolean, render, type Json } from '@maestro/dsl';
import {
  readTaskValues,
  scopeOf,
  type ClaimedTask,
  type CompletionOutcome,
  type Engine,
} from '@maestro/engine';
import { runHandler } from '@maestro/handlers';
import type { HeldAttempt } from './held-attempts';
import { nodeOf } from './node-of';
import type { Performer } from './performer';

/** An attempt of a node of kind `task`: prepare, then call its handler. Throws what the handler throws. */
export async function performTask(performer: Performer, attempt: HeldAttempt): Promise<CompletionOutcome> {
  const prepared = await prepare(performer.engine, attempt.task);
  if (prepared.skip) return { kind: 'skipped' };
  const ctx = await performer.contextOf(attempt);
  const { ref } = nodeOf(attempt.task);
  return { kind: 'succeeded', output: await runHandler(performer.registry, ref, prepared.input, ctx) };
}

/** Evaluates `when` and renders `with`. `now()` is fixed here, so that all expressions of the task agree. */
async function prepare(engine: Engine, task: ClaimedTask): Promise<{ skip: boolean; input: Json }> {
  const node = nodeOf(task);
  const scope = scopeOf(task.run, await readTaskValues(engine, task.run.ref, node.reads), new Date());
  if (node.when !== null && !evaluateBoolean(node.when, scope)) return { skip: true, input: null };
  return { skip: false, input: render(node.with, scope) };
}
