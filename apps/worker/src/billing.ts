import type { Json, Scope, Usage } from '@maestro/dsl';
import {
  planNode,
  reserveMoney,
  settleLate,
  usageOf,
  worstCaseOf,
  type Billed,
  type Engine,
  type Grant,
} from '@maestro/engine';
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
  { scope, input, trusting }: { scope: Scope; input: Json } & StartDuties,
): Promise<Grant> {
  const { cost, ref } = planNode(attempt.task);
  const handler = registry.get(ref);
  if (!handler || handler.checkInput(input).length > 0) return 'granted';
  const worst = cost ? worstCaseOf(cost, scope) : handler.worstCase(input);
  if (!worst) return 'granted';
  // Until the handler is called nothing is sent: a reservation whose answer was lost is given back.
  attempt.billed = { kind: 'nothing' };
  const grant = await reserveMoney(engine, attempt.task, { ...worst, trusting });
  if (grant === 'granted' && !attempt.signal.aborted) attempt.billed = { kind: 'unknown' };
  return grant;
}

/** What the handler did not say of its usage is read where the node says. */
export async function readUsage(engine: Engine, attempt: HeldAttempt, output: Json): Promise<void> {
  if (attempt.billed?.kind === 'unknown')
    attempt.billed = await usageOf(engine, attempt.task, { output, now: new Date() });
}

/** Takes what a handler says of its usage; said too late, it may only lower what was assumed. */
export function reportUsage(engine: Engine, attempt: HeldAttempt, usage: Usage): void {
  if (!attempt.billed) return;
  attempt.billed = usage;
  if (attempt.closed) void settleLate(engine, billOf(attempt, usage));
}

/** An attempt that is no longer ours: whoever took it over assumed the worst, which what we know may lower. */
export async function closeBill(engine: Engine, attempt: HeldAttempt): Promise<void> {
  if (attempt.billed && attempt.stopped() === 'lease-lost')
    await settleLate(engine, billOf(attempt, attempt.billed));
}

function billOf({ task }: HeldAttempt, usage: Usage): Billed {
  return { run: task.run.ref, n: task.n, token: task.token, usage };
}
