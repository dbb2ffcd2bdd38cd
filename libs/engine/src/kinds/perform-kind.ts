import type { Json, NodeKind, PlanNode, Scope } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode, prepareTask } from '../prepare-task';
import { performAgentAnswer } from './agent-answer';
import { performAgentCall } from './agent-call';
import { performAgentTurn } from './agent-turn';
import { performApproval } from './approval';
import { performCollect } from './collect';
import { performDecision } from './decision';
import { performLoop } from './loop';
import { performMap } from './map';
import { performCheckPlan, performRunPlan } from './run-plan';
import { performSignal } from './signal';
import { performSubflow } from './subflow';
import { performWait } from './wait';

/** An attempt whose `when` was true. */
export interface KindAttempt {
  task: ClaimedTask;
  /** What its expressions see. */
  scope: Scope;
  signal: AbortSignal;
  /** Asks policy about a task with its input; throws where it may not start. */
  permit?: ((input: Json) => Promise<unknown>) | undefined;
}

type Perform = (
  engine: Engine,
  attempt: KindAttempt,
) => CompletionOutcome | Promise<CompletionOutcome | null>;

/** One line for each kind that the engine itself performs. */
const kinds: Partial<Record<NodeKind, Perform>> = {
  collect: performCollect,
  decision: performDecision,
  map: performMap,
  loop: performLoop,
  subflow: performSubflow,
  wait: performWait,
  signal: performSignal,
  approval: performApproval,
};

/** The same for task kinds, by their name. */
const taskKinds: Readonly<Record<string, Perform>> = {
  agent_answer: performAgentAnswer,
  agent_call: performAgentCall,
  agent_turn: performAgentTurn,
  check_plan: performCheckPlan,
  run_plan: performRunPlan,
};

/** Whether the engine performs the attempts of a node itself, and no handler is called. */
export function isEngineKind({ kind, ref }: Pick<PlanNode, 'kind' | 'ref'>): boolean {
  return kind !== 'task' || Object.hasOwn(taskKinds, ref);
}

/**
 * One attempt of a node that the engine itself performs: everything but tasks of handlers. Evaluating `when` is part of it.
 * Throws MaestroError where the attempt failed; the caller decides by the retry policy what follows.
 *
 * @returns null where a limit parked it, and nothing is to be written
 * @param options.signal aborts when the attempt is to stop: its outcome is not awaited then
 * @param options.permit asks policy about a task with its input
 * @param options.now what all of its expressions see as the time
 */
export async function performKind(
  engine: Engine,
  task: ClaimedTask,
  { now, ...given }: { signal: AbortSignal; now: Date; permit?: KindAttempt['permit'] },
): Promise<CompletionOutcome | null> {
  const { kind, ref } = planNode(task);
  const perform = kind === 'task' ? taskKinds[ref] : kinds[kind];
  if (!perform)
    throw new MaestroError('unknown-kind', `This release does not perform nodes of kind ${kind}.`);
  const scope = await prepareTask(engine, task, now);
  return scope === null ? { kind: 'skipped' } : perform(engine, { ...given, task, scope });
}
