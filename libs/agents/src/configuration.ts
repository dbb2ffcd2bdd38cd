import { compileSchema, type JsonObject } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { configurationSchema } from './configuration-schema';

/** A skill of a capability card. */
export interface AgentSkill {
  id: string;
  name: string;
  description: string;
}

export interface AgentModel {
  provider?: string;
  model: string;
  temperature?: number;
  max_tokens?: number;
}

export interface AgentLimits {
  /** Model calls of one run. */
  max_steps?: number;
  /** Such as `1.00 USD`. */
  max_cost?: string;
  /** How many runs deep what it calls may go. */
  depth?: number;
}

/** What an agent is, in one of its versions. */
export interface AgentConfiguration {
  description?: string;
  skills?: AgentSkill[];
  tags?: string[];
  /** JSON Schema of its inputs; a prompt unless said otherwise. */
  input_schema?: JsonObject;
  /** JSON Schema of its answer; text unless given. */
  output_schema?: JsonObject;
  model?: AgentModel;
  system_prompt?: string;
  /** References of tools. */
  tools?: string[];
  /** Names of the agents to which it may hand a conversation. */
  handoffs?: string[];
  limits?: AgentLimits;
  /** A template of its own, `name` or `name@3`: it plays that instead of the loop that is built in. */
  template?: string;
}

export const DEFAULT_STEPS = 20;

const check = compileSchema(configurationSchema);

/**
 * Reads a configuration: unknown fields are refused, and so is what would have no effect.
 *
 * @throws MaestroError with a pointer for each fault
 */
export function readConfiguration(given: JsonObject): AgentConfiguration {
  const shape = check(given);
  const configuration = given as AgentConfiguration;
  const faults = shape.length > 0 ? shape : [...unsuited(configuration), ...schemaFaults(configuration)];
  const [first] = faults;
  if (!first) return configuration;
  throw new MaestroError(first.code, `${first.pointer}: ${first.message}`, { errors: faults.slice(0, 100) });
}

/** What the built-in loop alone uses, and what it cannot be without. */
function unsuited({ template, model, ...rest }: AgentConfiguration): FieldProblem[] {
  if (template === undefined)
    return model
      ? []
      : [
          {
            pointer: '/model',
            code: 'missing-field',
            message: 'An agent without a template of its own needs a model.',
          },
        ];
  const idle = [
    ['/handoffs', rest.handoffs],
    ['/limits/max_steps', rest.limits?.max_steps],
    ['/input_schema', rest.input_schema],
    ['/output_schema', rest.output_schema],
  ] as const;
  return idle.flatMap(([pointer, value]): FieldProblem[] =>
    value === undefined
      ? []
      : [
          {
            pointer,
            code: 'conflicting-fields',
            message: 'The template of the agent says this: leave it out beside `template`.',
          },
        ],
  );
}

function schemaFaults(configuration: AgentConfiguration): FieldProblem[] {
  return (['input_schema', 'output_schema'] as const).flatMap((field): FieldProblem[] => {
    const schema = configuration[field];
    if (!schema) return [];
    try {
      compileSchema(schema);
      return [];
    } catch (error) {
      if (!(error instanceof MaestroError)) throw error;
      return (error.errors ?? []).map((fault) => ({ ...fault, pointer: `/${field}${fault.pointer ?? ''}` }));
    }
  });
}
