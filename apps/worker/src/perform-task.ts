import { maskSecrets, render, type Json, type PlanNode, type Scope, type WithSecrets } from '@maestro/dsl';
import {
  grantTask,
  inputOf,
  planNode,
  prepareTask,
  readResult,
  resultKey,
  storeResult,
  type CachedResult,
  type CompletionOutcome,
} from '@maestro/engine';
import { runHandler } from '@maestro/handlers';
import { createAgentDoor } from './models/agent-door';
import { readUsage, reserveFor } from './billing';
import { runAlone } from './alone/run-alone';
import { secretsIn } from './alone/secret-places';
import { masked, withSecrets } from './attempt-secrets';
import type { HeldAttempt } from './held-attempts';
import type { AttemptContext, Performer } from './performer';
import { permitStart } from './policy-step';

/**
 * An attempt of a node of kind `task`: prepare, ask for what its limits make it need, call its handler. Throws what the
 * handler throws; null where a limit parked it, and nothing is to be written.
 */
export async function performTask(
  performer: Performer,
  attempt: HeldAttempt,
): Promise<CompletionOutcome | null> {
  const { engine } = performer;
  const node = planNode(attempt.task);
  const scope = await prepareTask(engine, attempt.task, new Date());
  if (!scope) return { kind: 'skipped' };
  const cached = node.cache && cachedUnder(attempt, node.cache, scope);
  const known = cached && (await readResult(engine, cached));
  if (known) return { kind: 'succeeded', output: known.output };
  const input = await resolved(performer, attempt, await inputOf(engine, attempt.task, scope));
  const { trusting } = await permitStart(performer, attempt.task, input);
  const reused = cached ? null : reusedUnder(performer, attempt, input);
  const kept = reused && (await readResult(engine, reused));
  if (kept) return { kind: 'succeeded', output: kept.output };
  const given = await withSecrets(performer.secrets, attempt, { input, scope });
  const grant = await grantTask(engine, attempt.task, scope);
  if (grant !== 'granted') return grant === 'winding' ? { kind: 'cancelled' } : null;
  const ctx = await performer.contextOf(attempt, given.masker);
  const money = await reserveFor(performer, attempt, { scope, input, trusting, ctx });
  if (money !== 'granted') return money === 'winding' ? { kind: 'cancelled' } : null;
  const output = await masked(given.masker, () =>
    callHandler(performer, attempt, { input: given.input, ctx }),
  );
  await readUsage(engine, attempt, output);
  const under = cached ?? reused;
  if (under) {
    const keeping = { output, ttlMs: reused?.ttlMs ?? node.cache?.ttl_ms ?? 0 };
    // The task has its result, whether or not others will.
    await storeResult(engine, under, keeping).catch((error: unknown) =>
      engine.onError(error, 'keeping a result for others'),
    );
  }
  return { kind: 'succeeded', output };
}

/** The input with what it refers to; one that the handler would refuse is left for it to refuse. */
async function resolved({ engine, registry }: Performer, { task }: HeldAttempt, input: Json): Promise<Json> {
  const handler = registry.get(planNode(task).ref);
  if (!handler || handler.checkInput(input).length > 0) return input;
  return handler.resolve(input, { agents: createAgentDoor(engine, task) });
}

/** A task whose worker died while it ran may have killed it: from then on it runs alone. */
async function callHandler(
  performer: Performer,
  attempt: HeldAttempt,
  { input, ctx }: { input: WithSecrets; ctx: AttemptContext },
): Promise<Json> {
  const { registry, alone } = performer;
  const { ref } = planNode(attempt.task);
  if (attempt.task.deaths === 0) return runHandler(registry, ref, input, ctx);
  const { tenantId, runId, task, nodeId, attempt: count, idempotencyKey, reach } = ctx;
  const about = { tenantId, runId, task, nodeId, attempt: count, idempotencyKey };
  const job = {
    ref,
    input: maskSecrets(input),
    secrets: secretsIn(input),
    about,
    reach,
    enable: alone.enable,
  };
  // The first time it is one of many that the worker left; whoever dies again is looked at more closely.
  return runAlone(alone.children, job, { ctx, fresh: attempt.task.deaths > 1 });
}

function cachedUnder(
  { task }: HeldAttempt,
  { key }: NonNullable<PlanNode['cache']>,
  scope: Scope,
): CachedResult {
  const { ref } = planNode(task);
  return { tenantId: task.run.ref.tenantId, key: resultKey(ref, render(key, scope)) };
}

/** Of a handler that says by itself what its result depends on. */
function reusedUnder(
  { registry }: Performer,
  { task }: HeldAttempt,
  input: Json,
): (CachedResult & { ttlMs: number }) | null {
  const { ref } = planNode(task);
  const handler = registry.get(ref);
  const reuse = handler && handler.checkInput(input).length === 0 ? handler.reuse(input) : null;
  return reuse && { tenantId: task.run.ref.tenantId, key: resultKey(ref, reuse.key), ttlMs: reuse.ttlMs };
}
