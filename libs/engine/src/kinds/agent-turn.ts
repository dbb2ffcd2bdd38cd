import { compileSchema, engineKinds, parseMoney, type Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { takeTurn, type TurnInput } from './agent-conversation';
import type { KindAttempt } from './perform-kind';
import { taskInput } from './task-input';

const familyCost = statement('family_cost');

const check = compileSchema(engineKinds.agent_turn.input);

/**
 * Adds an answer and the results of its tool calls to a conversation, and says whether it is over: the model asked for nothing more, it
 * handed the conversation over, or a limit is reached.
 */
export async function performAgentTurn(engine: Engine, attempt: KindAttempt): Promise<CompletionOutcome> {
  const input = (await taskInput(engine, attempt, check)) as unknown as TurnInput;
  const cap = input.limits.max_cost == null ? null : parseMoney(input.limits.max_cost);
  const spent = cap === null ? 0 : await spentBy(engine, attempt);
  return { kind: 'succeeded', output: takeTurn(input, cap !== null && spent >= cap) as unknown as Json };
}

async function spentBy(engine: Engine, { task }: KindAttempt): Promise<number> {
  const { tenantId, runId } = task.run.ref;
  const [row] = await engine.database.query<{ micros: number }>(familyCost, [tenantId, runId]);
  return row?.micros ?? 0;
}
