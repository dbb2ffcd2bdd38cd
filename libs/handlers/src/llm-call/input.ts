import type { Json, JsonObject } from '@maestro/dsl';
import type { Message, ToolCall, ToolSpec } from '@maestro/models';
import { durationSchema } from '../duration';

/** A model, and where to ask it: of any provider that serves it, unless one is named. */
export interface Wanted {
  provider?: string;
  model: string;
}

/** `with`, as it stands: an agent may say what it leaves out. */
export interface GivenLlmInput extends Omit<LlmInput, 'model'> {
  model?: string;
}

export interface LlmInput extends Wanted {
  /** Whose configuration it is asked with, and in which version. */
  agent?: string;
  agent_version?: number;
  system?: string;
  prompt?: string;
  messages?: Message[];
  tools?: (string | ToolSpec)[];
  schema?: JsonObject;
  temperature?: number;
  max_tokens?: number;
  max_cost?: string;
  stop?: string[];
  fallback?: Wanted[];
  route?: { by?: 'cost' | 'latency'; regions?: string[]; data_classes?: string[] };
  cache?: { ttl: string };
}

export type LlmOutput = {
  text: string;
  object: Json;
  tool_calls: (ToolCall & JsonObject)[];
  finish_reason: string;
  usage: { input_tokens: number | null; output_tokens: number | null };
  provider: string;
  model: string;
  prompt_digest: string;
};

const provider = { type: 'string', minLength: 1, maxLength: 63, description: 'Name of a model provider.' };
const model = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  description: 'The model, as its provider names it.',
};
const words = {
  type: 'array',
  minItems: 1,
  maxItems: 16,
  items: { type: 'string', minLength: 1, maxLength: 64 },
};

const message: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['role', 'content'],
  properties: {
    role: { enum: ['system', 'user', 'assistant', 'tool'] },
    content: { type: 'string' },
    tool_calls: {
      type: 'array',
      maxItems: 128,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'arguments'],
        properties: { id: { type: 'string' }, name: { type: 'string' }, arguments: {} },
      },
    },
    tool_call_id: { type: 'string' },
  },
};

const tool: JsonObject = {
  anyOf: [
    { type: 'string', pattern: '^(template|http|mcp):.{1,250}$' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'description', 'input_schema'],
      properties: {
        name: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
        description: { type: 'string', maxLength: 8192 },
        input_schema: { type: 'object' },
      },
    },
  ],
};

/** JSON Schema of `with`. */
export const llmInputSchema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    provider,
    model,
    agent: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9._-]{0,62}$',
      description:
        'An agent whose model, system prompt, tools, schema and limits count where this says nothing of its own.',
    },
    agent_version: {
      type: 'integer',
      minimum: 1,
      maximum: 999_999_999,
      description: 'Its version; the latest that there was when the run began, unless told.',
    },
    system: { type: 'string', description: 'The system prompt.' },
    prompt: { type: 'string', minLength: 1, description: 'What the user says; instead of `messages`.' },
    messages: {
      type: 'array',
      minItems: 1,
      maxItems: 2000,
      items: message,
      description: 'The conversation so far.',
    },
    tools: {
      type: 'array',
      maxItems: 64,
      items: tool,
      description:
        'What the model may call: `template:<name>`, `http:<toolset>.<operation>`, `mcp:<server>.<tool>`, or a tool written out. Calls are answered, not made.',
    },
    schema: {
      type: 'object',
      description: 'JSON Schema that the answer has to conform to; it comes as `object`.',
    },
    temperature: { type: 'number', minimum: 0, maximum: 2 },
    max_tokens: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000_000,
      description: 'What it may write at most. It is paid for before it is known: closer is better.',
    },
    max_cost: {
      type: 'string',
      pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})? USD$',
      description: 'What it may cost at worst, such as `0.05 USD`: no model is asked that may cost more.',
    },
    stop: {
      type: 'array',
      minItems: 1,
      maxItems: 4,
      items: { type: 'string', minLength: 1, maxLength: 256 },
    },
    fallback: {
      type: 'array',
      minItems: 1,
      maxItems: 8,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['model'],
        properties: { provider, model },
      },
      description: 'What to ask instead, in this order.',
    },
    route: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        by: { enum: ['cost', 'latency'], description: 'Which of the models and fallbacks goes first.' },
        regions: { ...words, description: 'Only providers in one of these.' },
        data_classes: { ...words, description: 'Only providers that may see all of these.' },
      },
    },
    cache: {
      type: 'object',
      additionalProperties: false,
      required: ['ttl'],
      properties: {
        ttl: { ...durationSchema, description: 'How long the answer serves the same question again.' },
      },
    },
  },
  dependentRequired: { agent_version: ['agent'] },
  anyOf: [{ required: ['model'] }, { required: ['agent'] }],
  oneOf: [{ required: ['prompt'] }, { required: ['messages'] }],
};

const count = { type: ['integer', 'null'] };

/** JSON Schema of the result. */
export const llmOutputSchema: JsonObject = {
  type: 'object',
  required: ['text', 'object', 'tool_calls', 'finish_reason', 'usage', 'provider', 'model', 'prompt_digest'],
  properties: {
    text: { type: 'string' },
    object: { description: 'The answer as JSON; null without a `schema`.' },
    tool_calls: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'name', 'arguments'],
        properties: { id: { type: 'string' }, name: { type: 'string' }, arguments: {} },
      },
    },
    finish_reason: { enum: ['stop', 'length', 'tool_calls', 'content_filter', 'other'] },
    usage: {
      type: 'object',
      required: ['input_tokens', 'output_tokens'],
      properties: { input_tokens: count, output_tokens: count },
      description: 'As the provider counts; null where it does not say.',
    },
    provider: { type: 'string' },
    model: { type: 'string', description: 'The model as it names itself.' },
    prompt_digest: { type: 'string', description: 'SHA-256 of what was asked.' },
  },
};
