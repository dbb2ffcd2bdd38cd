import type { JsonObject } from '@maestro/dsl';
import type { AgentConfiguration } from './configuration';

/** What was said so far, oldest first. */
const messages: JsonObject = {
  type: 'array',
  minItems: 1,
  maxItems: 2_000,
  description: 'A conversation to go on with, oldest first.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['role', 'content'],
    properties: {
      role: { type: 'string', enum: ['system', 'user', 'assistant', 'tool'] },
      content: { type: 'string' },
      tool_calls: { type: 'array', items: { type: 'object' } },
      tool_call_id: { type: 'string' },
    },
  },
};

const prompt: JsonObject = { type: 'string', minLength: 1, description: 'What it is asked.' };

/** Of an agent that says nothing of its inputs: a prompt, a conversation, or both. */
const plain: JsonObject = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { prompt, messages },
};

/** JSON Schema of the inputs of the built-in loop. A conversation may be handed to every agent, whatever else it takes. */
export function inputsOf({ input_schema: own }: AgentConfiguration): JsonObject {
  if (!own) return plain;
  return { type: 'object', if: { required: ['messages'] }, then: plain, else: own };
}
