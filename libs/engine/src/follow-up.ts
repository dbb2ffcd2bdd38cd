import type { CompletionEffects, SettledCompletion } from './complete-tasks';
import type { Completer, Completion, CompletionResult, TaskRange } from './completion';
import type { Engine } from './engine';
import { finalizeRun } from './finalize-run';
import { advanceFrame } from './frames/advance-frame';
import type { Turns } from './frames/turns';
import { afterPark } from './kinds/after-park';
import { leavesQuestion, withdrawApproval } from './kinds/approval-withdraw';
import { resumeParent } from './kinds/resume-parent';
import { passSlot } from './limits/pass-slot';
import { passBudget } from './money/pass-budget';
import { sweepRange, sweepRun } from './sweep-run';

/** What follow-ups work with. */
export interface Follower {
  engine: Engine;
  completer: Completer;
  turns: Turns;
  /** Takes on work that nobody waits for. */
  later(doing: string, work: () => Promise<unknown>): void;
}

/** Does what a batch brought about. Whatever is lost of it, the sweep does again. */
export function followUp({ engine, completer, turns, later }: Follower, effects: CompletionEffects): void {
  for (const { status, parent } of effects.ended) {
    engine.onRunEnded(status);
    if (parent) later('resuming a parent', () => resumeParent(engine, completer, parent));
  }
  if (effects.queued.length > 0) later('dispatching', () => engine.dispatcher.dispatch(effects.queued));
  for (const { owner, n, kind } of effects.decided)
    later(kind, () =>
      completer.complete({ ...neighbour(owner, n), token: null, from: 'pending', outcome: { kind } }),
    );
  for (const frame of effects.frames)
    later('going on with a map or loop', () =>
      turns.take(frame, () => advanceFrame(engine, completer, frame)),
    );
  for (const { tenantId, key } of effects.freed)
    later('passing on a slot', () => passSlot(engine, tenantId, key));
  for (const { tenantId, key } of effects.funds)
    later('passing on money', () => passBudget(engine, tenantId, key));
  for (const run of effects.winding) later('sweeping a run', () => sweepRun(engine, completer, run));
  for (const run of effects.final) later('finishing a run', () => finalizeRun(engine, completer, run));
}

/**
 * What one written completion asks for by itself. Whoever parks looks for what it waits for once the park is committed: it
 * may have come before.
 */
export function lookAfter(
  { engine, completer, later }: Follower,
  { completion, settlement }: SettledCompletion,
  result?: CompletionResult,
): void {
  const { run, plan, n, outcome } = completion;
  if (result?.state === 'stale') return;
  const item = outcome.kind === 'failed' && !settlement.handled ? itemOf(completion) : null;
  if (item) later('winding an item down', () => sweepRange(engine, completer, item));
  if (outcome.kind === 'park') {
    const parked = { run, plan, n, reason: outcome.wait.reason };
    later('looking for what a task waits for', () => afterPark(engine, completer, parked));
  } else if (leavesQuestion(completion))
    later('withdrawing a question', () => withdrawApproval(engine, run, n));
}

/** The task of the same item whose number is `n`. */
function neighbour({ run, plan, n: from, place }: Completion, n: number) {
  return { run, plan, n, place: place ? { ...place, node: place.node + n - from } : null };
}

/** The tasks of the item that a task belongs to, where it has several. */
function itemOf({ run, plan, n, place }: Completion): TaskRange | null {
  const body = place?.scopeN == null ? undefined : plan.bodies[plan.nodes[place.node]?.body ?? -1];
  if (!place || !body) return null;
  const from = n - (place.node - body.first);
  return { run, from, until: from + body.width };
}
