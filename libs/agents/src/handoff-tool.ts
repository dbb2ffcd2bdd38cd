import { digest, type JsonObject } from '@maestro/dsl';

/** Names of functions, as providers of models take them. */
const LONGEST = 64;
const MARK = 12;
const PREFIX = 'handoff_to_';

/** What a model is offered for each agent to which it may hand the conversation over. */
export function handoffTool(agent: string): JsonObject {
  return {
    name: handoffName(agent),
    description: `Hands the conversation over to the agent ${agent}, which answers in your stead.`,
    input_schema: { type: 'object', properties: {}, additionalProperties: false },
  };
}

/**
 * Providers take letters, digits, `_` and `-`, up to 64 of them. A name that has to be changed for that ends with a digest in capitals,
 * which no name of an agent has: two agents never share a tool. Nor does a reference of a tool ever become a name with this beginning.
 */
export function handoffName(agent: string): string {
  const plain = PREFIX + agent;
  if (/^[a-z0-9_-]+$/.test(agent) && plain.length <= LONGEST) return plain;
  const mark = `_X${digest(agent).slice(0, MARK).toUpperCase()}`;
  return plain.replaceAll('.', '_').slice(0, LONGEST - mark.length) + mark;
}
