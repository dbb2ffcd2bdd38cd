import type { Json, JsonObject } from '@maestro/dsl';

/** One call of a tool, as a model asks for it. */
interface ToolCall {
  id: string;
  name: string;
  arguments: Json;
}

/** What an `agent_turn` works with. */
export interface TurnInput {
  messages: JsonObject[];
  answer: JsonObject;
  results: Json[];
  step: number;
  handoffs?: { agent: string; tool: string }[];
  limits: { max_steps: number; max_cost?: string | null };
}

export interface Turn {
  done: boolean;
  /** The limit that ended it before it was done; null where none did. */
  limit: 'steps' | 'cost' | null;
  /** The agent that the conversation goes to. */
  handoff: string | null;
  text: string;
  object: Json;
  messages: JsonObject[];
  steps: number;
}

/**
 * The conversation after a round.
 *
 * @param costly the agent has spent what it may
 */
export function takeTurn(input: TurnInput, costly: boolean): Turn {
  const { messages, answer, results, step, handoffs = [], limits } = input;
  const calls = callsOf(answer['tool_calls']);
  const text = typeof answer['text'] === 'string' ? answer['text'] : '';
  const said: JsonObject = { role: 'assistant', content: text };
  if (calls.length > 0) said['tool_calls'] = calls as unknown as Json;
  // The first that it asked for, whichever way they are listed.
  const [target] = calls.flatMap(({ name }) => handoffs.find(({ tool }) => tool === name) ?? []);
  const conversation = [...messages, said, ...calls.map((call) => resultOf(call, results, target))];
  const over = target !== undefined || calls.length === 0;
  const limit = over ? null : costly ? 'cost' : step >= limits.max_steps ? 'steps' : null;
  return {
    done: over || limit !== null,
    limit,
    handoff: target?.agent ?? null,
    text,
    object: answer['object'] ?? null,
    messages: conversation,
    steps: step,
  };
}

function callsOf(given: Json | undefined): ToolCall[] {
  return Array.isArray(given) ? (given as unknown as ToolCall[]) : [];
}

/** Every call has an answer: providers refuse a conversation in which one is missing. */
function resultOf(
  { id, name }: ToolCall,
  results: readonly Json[],
  target: { agent: string; tool: string } | undefined,
): JsonObject {
  const answer = (content: string): JsonObject => ({ role: 'tool', tool_call_id: id, content });
  if (name === target?.tool) return answer(`The conversation goes on with ${target.agent}.`);
  const found = results.find((result) => isObject(result) && result['id'] === id) as JsonObject | undefined;
  if (found) return answer(textOf(found['content'] ?? null));
  const failed = results.find((result) => isObject(result) && isObject(result['error']));
  const detail = failed ? ((failed as JsonObject)['error'] as JsonObject)['detail'] : undefined;
  return answer(`The call failed${typeof detail === 'string' ? `: ${detail}` : ': there is no such tool.'}`);
}

function textOf(content: Json): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
