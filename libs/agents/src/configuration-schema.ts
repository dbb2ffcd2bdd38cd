import type { JsonObject } from '@maestro/dsl';

/** Of the name of an agent. */
export const agentNamePattern = '^[a-z0-9][a-z0-9._-]{0,62}$';

/** Without expressions: what a model is told does not depend on who asks. */
const constant = { not: { pattern: '\\$\\{\\{' } };
const word = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}$' };

/** JSON Schema of what people say of an agent, besides its name. */
export const configurationSchema: JsonObject = {
  type: 'object',
  additionalProperties: false,
  properties: {
    description: { type: 'string', maxLength: 2000, ...constant },
    skills: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name', 'description'],
        properties: {
          id: word,
          name: { type: 'string', minLength: 1, maxLength: 200 },
          description: { type: 'string', minLength: 1, maxLength: 2000 },
        },
      },
    },
    tags: { type: 'array', maxItems: 20, uniqueItems: true, items: word },
    input_schema: { type: 'object' },
    output_schema: { type: 'object' },
    model: {
      type: 'object',
      additionalProperties: false,
      required: ['model'],
      properties: {
        provider: word,
        model: word,
        temperature: { type: 'number', minimum: 0, maximum: 2 },
        max_tokens: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      },
    },
    system_prompt: { type: 'string', minLength: 1, maxLength: 65_536, ...constant },
    tools: {
      type: 'array',
      maxItems: 48,
      uniqueItems: true,
      items: { type: 'string', pattern: '^(template|http|mcp):[A-Za-z0-9._/-]{1,192}$' },
    },
    handoffs: {
      type: 'array',
      maxItems: 16,
      uniqueItems: true,
      items: { type: 'string', pattern: agentNamePattern },
    },
    limits: {
      type: 'object',
      additionalProperties: false,
      properties: {
        max_steps: { type: 'integer', minimum: 1, maximum: 200 },
        max_cost: { type: 'string', pattern: '^[0-9]{1,9}(\\.[0-9]{1,6})? USD$' },
        depth: { type: 'integer', minimum: 0, maximum: 16 },
      },
    },
    template: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,127}(@[1-9][0-9]{0,8})?$' },
  },
};
