import type { JsonObject } from '@maestro/dsl';
import type { Connection, ModelKind } from './model';
import type { Rule } from './rules/rule';

/** A model that a provider serves. */
export interface ServedModel {
  name: string;
  /** What it reads and writes together, in tokens. */
  context_tokens: number;
  /** What it writes at most, where that is less. */
  max_output_tokens?: number;
  /** How long an answer takes, until it is known better. */
  latency_ms?: number;
}

/** Nano-dollars for each token read, each written, and each call. */
export interface ModelPrice {
  input_nanos: number;
  output_nanos: number;
  call_nanos: number;
}

/** Where a model is served, without its key. */
export interface ModelProvider {
  name: string;
  kind: ModelKind;
  base_url: string | null;
  /** Name of the secret that has its key. */
  secret: string | null;
  region: string | null;
  /** Labels of data that it may be shown. */
  data_classes: readonly string[];
  models: readonly ServedModel[];
  rules: readonly Rule[];
  stream: boolean;
  /** By model; what is not in it has no price. */
  prices: Readonly<Record<string, ModelPrice>>;
}

const tokens = { type: 'integer', minimum: 1, maximum: 100_000_000 };

/** JSON Schema of an entry of a provider's models. */
export const servedModelSchema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'context_tokens'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 128 },
    context_tokens: tokens,
    max_output_tokens: tokens,
    latency_ms: { type: 'integer', minimum: 1, maximum: 3_600_000 },
  },
};

/** How to call a provider, with the key that its secret has. */
export function connectionOf(provider: ModelProvider, key: string | null): Connection {
  const { kind, base_url: baseUrl, stream, rules } = provider;
  return { kind, baseUrl, key, stream, rules };
}
