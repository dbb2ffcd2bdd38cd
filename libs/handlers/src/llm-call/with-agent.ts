import { parseMoney } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { AgentDoor, PublishedAgent } from '../agent-door';
import type { GivenLlmInput } from './input';

/**
 * An input with what its agent says. What the input says itself counts instead, save that it may not cost more than the agent may.
 *
 * @throws MaestroError `unknown-ref`, `conflicting-fields` where neither says which model
 */
export async function withAgent(input: GivenLlmInput, agents: AgentDoor): Promise<GivenLlmInput> {
  const { agent: name } = input;
  if (name === undefined) return input;
  const agent = await agents.get(name, input.agent_version ?? null);
  if (input.model === undefined && agent.model === null)
    throw new MaestroError(
      'conflicting-fields',
      `The agent ${name} is played by a template and has no model: call it with agent_call, or name a model.`,
    );
  const system = input.system ?? agent.system ?? undefined;
  const schema = input.schema ?? agent.schema ?? undefined;
  const tools = input.tools ?? (agent.tools.length > 0 ? [...agent.tools] : undefined);
  const maxCost = lesser(input.max_cost, agent.maxCost);
  return {
    ...modelOf(agent, input),
    ...input,
    agent_version: agent.version,
    ...(system === undefined ? {} : { system }),
    ...(schema === undefined ? {} : { schema }),
    ...(tools === undefined ? {} : { tools }),
    ...(maxCost === null ? {} : { max_cost: maxCost }),
  };
}

/** Where the provider of an agent serves its own model, nobody said that it serves another. */
function modelOf({ model }: PublishedAgent, input: GivenLlmInput): Partial<GivenLlmInput> {
  if (!model) return {};
  const { provider: _, model: __, ...manner } = model;
  return input.model === undefined ? model : manner;
}

function lesser(own: string | undefined, most: string | null): string | null {
  if (own === undefined || most === null) return own ?? most;
  return (parseMoney(own) ?? 0) <= (parseMoney(most) ?? 0) ? own : most;
}
