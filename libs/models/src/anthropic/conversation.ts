import type { JsonObject } from '@maestro/dsl';
import type { Message, ModelRequest } from '../model';

/**
 * The messages as this protocol has them: system prompts stand apart, results of tools are blocks of the user, and turns
 * alternate. A schema is asked for in words.
 */
export function conversation({ messages, schema }: ModelRequest): { system: string; messages: JsonObject[] } {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  if (schema) system.push(schemaPrompt(schema));
  const turns: { role: 'user' | 'assistant'; content: JsonObject[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocksOf(message));
    else turns.push({ role, content: blocksOf(message) });
  }
  return { system: system.join('\n\n'), messages: turns };
}

/** Asks for JSON where a protocol has no field for it. */
export function schemaPrompt(schema: JsonObject): string {
  return `Answer with one JSON value and nothing else. It conforms to this JSON Schema: ${JSON.stringify(schema)}`;
}

function blocksOf({ role, content, tool_calls: calls = [], tool_call_id: id = '' }: Message): JsonObject[] {
  if (role === 'tool') return [{ type: 'tool_result', tool_use_id: id, content }];
  return [
    ...(content === '' ? [] : [{ type: 'text', text: content }]),
    ...calls.map((call) => ({
      ...{ type: 'tool_use', id: call.id, name: call.name },
      // Arguments that were no object were refused in their time; the protocol takes objects alone.
      input: typeof call.arguments === 'object' && call.arguments !== null ? call.arguments : {},
    })),
  ];
}
