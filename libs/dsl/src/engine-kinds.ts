import { approversSchema } from './approvers';
import type { JsonObject } from './json';

interface EngineKind {
  description: string;
  /** JSON Schema of `with`. */
  input: JsonObject;
}

/** Task kinds that the engine performs itself, on every worker: no handler is called for them. */
export const engineKinds = {
  agent_answer: {
    description: 'Gives the answer of an agent, or says which limit ended it.',
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['turn'],
      properties: { turn: { type: 'object', description: 'The output of the last `agent_turn`.' } },
    },
  },
  agent_call: {
    description: 'Runs an agent as a child run.',
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['agent'],
      properties: {
        agent: {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9._-]{0,62}$',
          description: 'Name of the agent.',
        },
        version: {
          type: 'integer',
          minimum: 1,
          maximum: 999_999_999,
          description: 'Its version; the latest that there was when the run began, unless told.',
        },
        inputs: { type: 'object', description: 'By the input schema of the agent: mostly `prompt`.' },
      },
    },
  },
  agent_turn: {
    description: "Ends a round of an agent's loop.",
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['messages', 'answer', 'results', 'step', 'limits'],
      properties: {
        messages: { type: 'array', description: 'The conversation that the model was given.' },
        answer: { type: 'object', description: 'The output of the `llm_call`.' },
        results: {
          type: 'array',
          description: 'The outputs of the `tool_call` tasks; an error in the place of one that failed.',
        },
        step: { type: 'integer', minimum: 1, description: 'Which round it is.' },
        handoffs: {
          type: 'array',
          description: 'Agents to which the conversation may go, each with the tool that says so.',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['agent', 'tool'],
            properties: { agent: { type: 'string' }, tool: { type: 'string' } },
          },
        },
        limits: {
          type: 'object',
          additionalProperties: false,
          required: ['max_steps'],
          properties: {
            max_steps: { type: 'integer', minimum: 1 },
            max_cost: { type: ['string', 'null'], pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})? USD$' },
          },
        },
      },
    },
  },
  check_plan: {
    description:
      'Compiles a plan that was proposed, asks policy about it, and says what it is. Stores nothing.',
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['definition'],
      properties: { definition: { type: 'object', description: 'A document of maestro/v1.' } },
    },
  },
  run_plan: {
    description: 'Publishes a plan that was proposed, and runs it as a child run.',
    input: {
      type: 'object',
      additionalProperties: false,
      required: ['definition', 'digest'],
      properties: {
        definition: { type: 'object', description: 'A document of maestro/v1.' },
        digest: {
          type: 'string',
          pattern: '^sha256:[0-9a-f]{64}$',
          description: 'What `check_plan` said: no other plan is run.',
        },
        inputs: { type: 'object', description: 'What the run is started with.' },
        approval: {
          anyOf: [
            { const: 'none' },
            {
              type: 'object',
              additionalProperties: false,
              properties: {
                approvers: approversSchema,
                quorum: { type: 'integer', minimum: 1, maximum: 50 },
                timeout: { type: 'string', pattern: '^[1-9][0-9]{0,8}(ms|s|m|h|d)$' },
              },
            },
          ],
          description:
            'Who has to agree before the plan runs, where no approval in front covers this node: one of the owners, admins and operators unless told. `none` runs it unseen.',
        },
      },
    },
  },
} as const satisfies Record<string, EngineKind>;
