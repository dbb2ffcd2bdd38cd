import type { JsonObject } from '@maestro/dsl';

/** The agents of the tenant, for handlers whose input may name one. */
export interface AgentDoor {
  /**
   * An agent as it is published: in the version that is named, or in the latest that there was when the run began.
   *
   * @throws MaestroError `unknown-ref`
   */
  get(name: string, version: number | null): Promise<PublishedAgent>;
}

/** What an agent says of one question to its model. */
export interface PublishedAgent {
  version: number;
  /** Null where a template of its own plays it, and it says nothing of a model. */
  model: { provider?: string; model: string; temperature?: number; max_tokens?: number } | null;
  system: string | null;
  /** References. */
  tools: readonly string[];
  /** JSON Schema of its answer. */
  schema: JsonObject | null;
  /** Such as `0.50 USD`. */
  maxCost: string | null;
}
