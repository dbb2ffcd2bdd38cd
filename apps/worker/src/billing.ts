import type { Json, Scope, Usage, WorstCase } from '@maestro/dsl';
import {
  planNode,
  reserveMoney,
  settleLate,
  settleMoney,
  usageOf,
  worstCaseOf,
  type Billed,
  type Engine,
  type Grant,
} from '@maestro/engine';
import type { BillingContext } from '@maestro/handlers';
import { annotateSpan, record } from '@maestro/telemetry';
import type { HeldAttempt } from './held-attempts';
import type { Performer } from './performer';
import type { StartDuties } from './policy-step';

/**
 * Reserves what an attempt may cost at worst, where it costs anything. An input that the handler would refuse reserves nothing:
 * it is refused before anything is sent.
 */
export async function reserveFor(
  { engine, registry }: Pick<Performer, 'engine' | 'registry'>,
  attempt: HeldAttempt,
  { scope, input, trusting, ctx }: { scope: Scope; input: Json; ctx: BillingContext } & StartDuties,
): Promise<Grant> {
  const { cost, ref } = planNode(attempt.task);
  const handler = registry.get(ref);
  if (!handler || handler.checkInput(input).length > 0) return 'granted';
  const declared = cost && worstCaseOf(cost, scope);
  const worst = withPrice(declared, await handler.worstCase(input, ctx));
  if (!worst) return 'granted';
  // Until the handler is called nothing is sent: a reservation whose answer was lost is given back.
  attempt.billed = { kind: 'nothing' };
  attempt.trusting = trusting;
  const grant = await reserveMoney(engine, attempt.task, { ...worst, trusting });
  if (grant === 'granted' && !attempt.signal.aborted) attempt.billed = { kind: 'unknown' };
  return grant;
}

/** What a node declares stands in where its model has no price; without a model it is all there is. */
function withPrice(declared: WorstCase | null, own: WorstCase | null): WorstCase | null {
  if (!declared || !own) return declared ?? own;
  return 'model' in own && !('model' in declared) ? { ...own, declaredMicros: declared.micros } : declared;
}

/**
 * Gives back what an attempt has reserved, of which nothing was spent, and reserves for what it does instead. Where the money does
 * not reach, the attempt is parked and stopped.
 *
 * @throws MaestroError `budget-exceeded`, `unknown-model`
 */
export async function reserveOnceMore(
  engine: Engine,
  attempt: HeldAttempt,
  worst: WorstCase | null,
): Promise<void> {
  const { task } = attempt;
  if (attempt.billed)
    await engine.database.transaction((tx) => settleMoney(tx, [billOf(attempt, { kind: 'nothing' })]));
  delete attempt.billed;
  if (!worst) return;
  attempt.billed = { kind: 'nothing' };
  const grant = await reserveMoney(engine, task, { ...worst, trusting: attempt.trusting ?? false });
  if (grant === 'granted' && !attempt.signal.aborted) attempt.billed = { kind: 'unknown' };
  if (grant === 'parked') attempt.stop('parked');
  if (grant === 'winding') attempt.stop('cancelled');
  attempt.signal.throwIfAborted();
}

/** What the handler did not say of its usage is read where the node says. */
export async function readUsage(engine: Engine, attempt: HeldAttempt, output: Json): Promise<void> {
  if (attempt.billed?.kind === 'unknown')
    attempt.billed = await usageOf(engine, attempt.task, { output, now: new Date() });
}

/** Takes what a handler says of its usage; said too late, it may only lower what was assumed. */
export function reportUsage(engine: Engine, attempt: HeldAttempt, usage: Usage): void {
  if (usage.kind === 'tokens') recordTokens(usage);
  if (!attempt.billed) return;
  attempt.billed = usage;
  if (attempt.closed) void settleLate(engine, billOf(attempt, usage));
}

/** Counts that no provider can have counted are for the ledger to judge. */
function recordTokens({
  input,
  output,
  provider = '',
  model = '',
}: Extract<Usage, { kind: 'tokens' }>): void {
  if (![input, output].every((count) => Number.isSafeInteger(count) && count >= 0)) return;
  record('modelTokens', input, { direction: 'input' });
  record('modelTokens', output, { direction: 'output' });
  annotateSpan({ modelProvider: provider, model, inputTokens: input, outputTokens: output });
}

/** An attempt that is no longer ours: whoever took it over assumed the worst, which what we know may lower. */
export async function closeBill(engine: Engine, attempt: HeldAttempt): Promise<void> {
  if (attempt.billed && attempt.stopped() === 'lease-lost')
    await settleLate(engine, billOf(attempt, attempt.billed));
}

function billOf({ task }: HeldAttempt, usage: Usage): Billed {
  return { run: task.run.ref, n: task.n, token: task.token, usage };
}
