import { ApiSchema, OmitType } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { IntegerField, JsonField, TextField } from '../http/fields';
import { StartOneBody } from '../runs/start-body';

/** What is in the fields is read by `readConfiguration` of `@maestro/agents`; null takes a field away. */
class AgentFields {
  @JsonField({ description: 'What it is for.', example: 'Sorts vulnerabilities by urgency.' })
  description?: string;

  @JsonField({
    description: 'What it can do: entries with `id`, `name` and `description`.',
    example: [{ id: 'triage', name: 'Triage', description: 'Says how urgent a vulnerability is.' }],
  })
  skills?: JsonObject[];

  @JsonField({ description: 'Words to find it by.', example: ['security'] })
  tags?: string[];

  @JsonField({ description: 'JSON Schema of its inputs; `prompt`, `messages` or both where left out.' })
  input_schema?: JsonObject;

  @JsonField({ description: 'JSON Schema of its answer; text where left out.' })
  output_schema?: JsonObject;

  @JsonField({
    description: 'Its model: `provider`, `model`, `temperature`, `max_tokens`. Needed without a `template`.',
    example: { provider: 'openai', model: 'gpt-5-mini', max_tokens: 2000 },
  })
  model?: JsonObject;

  @JsonField({ description: 'What the model is told before anything else. No expressions.' })
  system_prompt?: string;

  @JsonField({ description: 'References of the tools that it may call.', example: ['template:lookup'] })
  tools?: string[];

  @JsonField({ description: 'Names of the agents to which it may hand a conversation.' })
  handoffs?: string[];

  @JsonField({
    description:
      '`max_steps` (20 unless told), `max_cost`, and `depth`: how many runs deep its calls may go.',
    example: { max_steps: 10, max_cost: '0.50 USD' },
  })
  limits?: JsonObject;

  @JsonField({
    description: 'A template of its own, `name` or `name@3`, instead of the loop that is built in.',
    example: 'kev-triage@2',
  })
  template?: string;
}

@ApiSchema({ name: 'AgentBody' })
export class AgentBody extends AgentFields {
  @TextField({ description: 'Its name, which never changes.', max: 63, required: true, example: 'triage' })
  name!: string;
}

@ApiSchema({ name: 'AgentChanges', description: 'What is left out stays; what is null falls away.' })
export class AgentChanges extends AgentFields {}

@ApiSchema({ name: 'InvokeBody' })
export class InvokeBody extends OmitType(StartOneBody, []) {
  @IntegerField({ description: 'Its version; the latest where left out.', min: 1, max: 999_999_999 })
  version?: number;
}
