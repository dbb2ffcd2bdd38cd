import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Handler } from '../contract';

export interface TransformInput {
  value: Json;
  schema?: JsonObject;
}

const maxErrors = 20;

/** The expressions in `with` did the work before the handler was called; what is left is to check the result. */
export const transformHandler: Handler<TransformInput> = {
  ref: 'transform',
  description: 'Returns the value that its expressions made, checked against a schema where one is given.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['value'],
    properties: {
      value: { description: 'The result; expressions make it from what came before.' },
      schema: { type: 'object', description: 'JSON Schema the result has to match.' },
    },
  },
  output: { description: 'The value.' },
  enabledByDefault: true,
  async execute({ value, schema }) {
    const errors = schema ? compileSchema(schema)(value) : [];
    if (errors.length > 0)
      throw new MaestroError('output-invalid', 'The value does not match its schema.', {
        errors: errors.slice(0, maxErrors),
      });
    return value;
  },
};
