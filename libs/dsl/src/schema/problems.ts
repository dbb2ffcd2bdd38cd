import type { FieldProblem, ProblemCode } from '@maestro/problems';
import type { ErrorObject } from 'ajv';

const codes: Readonly<Record<string, ProblemCode>> = {
  required: 'missing-field',
  dependentRequired: 'missing-field',
  additionalProperties: 'unknown-field',
  propertyNames: 'unknown-field',
  type: 'wrong-type',
};

/** One error of ajv in our words. */
export function problemOf(error: ErrorObject): FieldProblem {
  const code = Object.hasOwn(codes, error.keyword) ? codes[error.keyword] : undefined;
  return { pointer: pointerOf(error), code: code ?? 'out-of-range', message: messageOf(error) };
}

/** The place an error is about: for a missing or surplus field, the field. */
export function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const field = keyword === 'additionalProperties' ? params.additionalProperty : params.missingProperty;
  return typeof field === 'string'
    ? `${instancePath}/${field.replace(/~/g, '~0').replace(/\//g, '~1')}`
    : instancePath;
}

function messageOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
    case 'dependentRequired':
      return `the field "${String(params.missingProperty)}" is missing`;
    case 'additionalProperties':
      return `the field "${String(params.additionalProperty)}" is not known here`;
    case 'enum':
      return `must be one of ${listed(params.allowedValues)}`;
    case 'anyOf':
    case 'oneOf':
      return 'must have one of the forms that are allowed here';
    default:
      return message ?? 'is not acceptable';
  }
}

function listed(values: unknown): string {
  if (!Array.isArray(values)) return 'the values allowed';
  const shown = values.slice(0, 12).map((value) => JSON.stringify(value));
  return values.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
