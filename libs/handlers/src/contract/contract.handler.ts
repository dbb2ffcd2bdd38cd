import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Handler } from '../contract';

export interface ContractInput {
  data: Json;
  schema: JsonObject;
  mode?: 'fail';
}

const maxErrors = 20;

/** Lets data pass that keeps its contract and stops the run before anything is done with data that does not. */
export const contractHandler: Handler<ContractInput, { valid: true; data: Json }> = {
  ref: 'contract',
  description: 'Checks data against a JSON Schema; data that breaks it fails the task.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['data', 'schema'],
    properties: {
      data: { description: 'What is checked.' },
      schema: { type: 'object', description: 'JSON Schema (2020-12).' },
      mode: { const: 'fail', description: 'What a broken contract does: the task fails.' },
    },
  },
  output: {
    type: 'object',
    required: ['valid', 'data'],
    properties: {
      valid: { const: true },
      data: { description: 'What was checked, for the nodes after this one.' },
    },
  },
  schemas: ['/schema'],
  enabledByDefault: true,
  async execute({ data, schema }) {
    const errors = compileSchema(schema)(data);
    const [first] = errors;
    if (first) {
      const detail = `The data breaks its contract; faults found: ${errors.length}, the first at ${first.pointer || 'its top'}: ${first.message}`;
      throw new MaestroError('contract-broken', detail, { errors: errors.slice(0, maxErrors) });
    }
    return { valid: true, data };
  },
};
