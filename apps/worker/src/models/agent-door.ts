import type { AgentConfiguration } from '@maestro/agents';
import { calledAgent, type ClaimedTask, type Engine } from '@maestro/engine';
import type { AgentDoor } from '@maestro/handlers';

/** The agents that an attempt may name, as `agent_call` would find them. */
export function createAgentDoor(engine: Engine, { run }: ClaimedTask): AgentDoor {
  return {
    get: async (name, wanted) => {
      const { version, configuration } = await calledAgent(engine, run, { name, version: wanted });
      // What is stored was read by `readConfiguration`.
      const { model, system_prompt, tools, output_schema, limits } = configuration as AgentConfiguration;
      return {
        version,
        ...{ model: model ?? null, system: system_prompt ?? null, tools: tools ?? [] },
        ...{ schema: output_schema ?? null, maxCost: limits?.max_cost ?? null },
      };
    },
  };
}
