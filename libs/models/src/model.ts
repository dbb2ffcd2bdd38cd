import type { Json, JsonObject } from '@maestro/dsl';
import type { Egress } from '@maestro/egress';
import type { Rule } from './rules/rule';

/** The protocols that are spoken. `openai` is whatever answers like it: Ollama, vLLM, LiteLLM. */
export const modelKinds = ['openai', 'anthropic', 'rules'] as const;

export type ModelKind = (typeof modelKinds)[number];

/** How to reach a model: what the tenant's provider says, with the key it names. */
export interface Connection {
  kind: ModelKind;
  /** As far as `/v1` of `/v1/chat/completions` or `/v1/messages`; null for `rules`. */
  baseUrl: string | null;
  key: string | null;
  /** Whether the server gives its answer as it makes it. */
  stream: boolean;
  /** What `rules` answers by. */
  rules: readonly Rule[];
}

export interface ToolCall {
  id: string;
  name: string;
  /** What does not parse stays the text it is: whoever checks arguments refuses it. */
  arguments: Json;
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  tool_calls?: ToolCall[];
  tool_call_id?: string;
}

export interface ToolSpec {
  name: string;
  description: string;
  input_schema: JsonObject;
}

export interface ModelRequest {
  model: string;
  messages: readonly Message[];
  tools: readonly ToolSpec[];
  /** The answer is to be JSON that conforms to it. */
  schema: JsonObject | null;
  maxTokens: number;
  temperature: number | null;
  stop: readonly string[];
}

export const finishReasons = ['stop', 'length', 'tool_calls', 'content_filter', 'other'] as const;

export type FinishReason = (typeof finishReasons)[number];

/** What the provider says it counted: a figure that is no number of tokens is NaN. */
export interface TokenCount {
  input: number;
  output: number;
}

export interface ModelAnswer {
  text: string;
  toolCalls: ToolCall[];
  finishReason: FinishReason;
  /** Null where the provider says nothing of it. */
  usage: TokenCount | null;
  /** The model as it names itself. */
  model: string;
}

export interface CallOptions {
  egress: Pick<Egress, 'request' | 'stream'>;
  signal: AbortSignal;
  /** Called with each piece of the text as it comes. */
  onText?: (piece: string) => void;
}
