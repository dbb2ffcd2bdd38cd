import { compileSchema, engineKinds, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import type { KindAttempt } from './perform-kind';
import { taskInput } from './task-input';

const check = compileSchema(engineKinds.agent_answer.input);

/**
 * The answer of an agent whose loop is over.
 *
 * @throws MaestroError `agent-limit` where a limit ended it
 */
export async function performAgentAnswer(engine: Engine, attempt: KindAttempt): Promise<CompletionOutcome> {
  const { turn } = (await taskInput(engine, attempt, check)) as { turn: JsonObject };
  const { limit, steps } = turn;
  if (limit === 'steps')
    throw new MaestroError(
      'agent-limit',
      `The agent asked for more tools after ${Number(steps)} steps, and may make no more.`,
    );
  if (limit === 'cost')
    throw new MaestroError(
      'agent-limit',
      `After ${Number(steps)} steps the agent has cost what it may, and asked for more.`,
    );
  return { kind: 'succeeded', output: turn };
}
