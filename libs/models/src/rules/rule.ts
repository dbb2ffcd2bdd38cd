import type { Json, JsonObject } from '@maestro/dsl';

/** One line of what the `rules` provider answers by: the first whose conditions all hold answers. */
export interface Rule {
  /** Pattern that the text of the last message matches. */
  match?: string;
  /** Pattern that the system prompt matches. */
  system?: string;
  /** Whose message is the last. */
  role?: 'user' | 'tool';
  /** The tool whose result is the last message. */
  tool?: string;
  /** How many answers of the model the conversation holds already. */
  turn?: number;
  /** The model that is asked. */
  model?: string;
  /** What it says; `{{last}}` and `{{user}}` stand for the text of the last message and of the last one of the user. */
  reply?: string;
  /** What it says, as JSON. */
  object?: Json;
  /** What it calls. */
  tool_calls?: { name: string; arguments?: JsonObject }[];
}

const text = { type: 'string', minLength: 1, maxLength: 500 };

/** JSON Schema of a rule. */
export const ruleSchema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    match: text,
    system: text,
    role: { enum: ['user', 'tool'] },
    tool: text,
    turn: { type: 'integer', minimum: 0, maximum: 1000 },
    model: text,
    reply: { type: 'string', maxLength: 65_536 },
    object: {},
    tool_calls: {
      type: 'array',
      minItems: 1,
      maxItems: 32,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name: text, arguments: { type: 'object' } },
      },
    },
  },
  anyOf: [{ required: ['reply'] }, { required: ['object'] }, { required: ['tool_calls'] }],
};
