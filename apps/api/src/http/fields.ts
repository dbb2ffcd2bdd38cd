import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ArrayMaxSize,
  ArrayMinSize,
} from 'class-validator';
import type { ProblemCode } from '@maestro/problems';
import { ANY_JSON } from './shows';

/**
 * Fields of bodies that clients send. One decorator a field says what is checked and what the API's description
 * tells: they cannot drift apart. A field without a value is left out, never null.
 */
interface Field {
  description: string;
  required?: true;
  example?: unknown;
}

export function TextField(field: Field & { min?: number; max: number }): PropertyDecorator {
  const { min = 1, max } = field;
  return applyDecorators(
    ApiProperty({ type: 'string', minLength: min, maxLength: max, ...described(field) }),
    presence(field),
    IsString(refusal('wrong-type', 'This must be a text.')),
    Length(min, max, refusal('out-of-range', `This must have ${min} to ${max} characters.`)),
  );
}

export function IntegerField(field: Field & { min: number; max: number }): PropertyDecorator {
  const { min, max } = field;
  const range = refusal('out-of-range', `This must be from ${min} to ${max}.`);
  return applyDecorators(
    ApiProperty({ type: 'integer', minimum: min, maximum: max, ...described(field) }),
    presence(field),
    IsInt(refusal('wrong-type', 'This must be a whole number.')),
    Min(min, range),
    Max(max, range),
  );
}

/** A number that may have decimals. */
export function NumberField(field: Field): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'number', ...described(field) }),
    presence(field),
    IsNumber({}, refusal('wrong-type', 'This must be a number.')),
  );
}

/** An object whose members are the caller's own. */
export function ObjectField(field: Field): PropertyDecorator {
  return applyDecorators(
    // Of an object, `required` would list its members; whether it is required itself has a word of its own.
    ApiProperty({
      type: 'object',
      additionalProperties: true,
      selfRequired: field.required ?? false,
      ...about(field),
    }),
    presence(field),
    IsObject(refusal('wrong-type', 'This must be an object.')),
  );
}

/** True or false. */
export function FlagField(field: Field): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'boolean', ...described(field) }),
    presence(field),
    IsBoolean(refusal('wrong-type', 'This must be true or false.')),
  );
}

/** One of a few words. */
export function WordField(field: Field & { words: readonly string[] }): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'string', enum: [...field.words], ...described(field) }),
    presence(field),
    IsIn([...field.words], refusal('validation-failed', `This must be one of ${field.words.join(', ')}.`)),
  );
}

/** The number of a version, or `latest`. */
export function VersionField(field: Field): PropertyDecorator {
  const message = 'This must be the number of a version, or "latest".';
  return applyDecorators(
    ApiProperty({
      oneOf: [
        { type: 'integer', minimum: 1 },
        { type: 'string', enum: ['latest'] },
      ],
      ...described(field),
    }),
    presence(field),
    ValidateBy({ name: 'isVersion', validator: { validate: isVersion } }, refusal('wrong-type', message)),
  );
}

function isVersion(value: unknown): boolean {
  return (
    value === 'latest' || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 999_999_999)
  );
}

/** An object with fields of its own, which its reader checks. */
export function PartField(field: Field & { part: () => new () => object }): PropertyDecorator {
  const { part } = field;
  return applyDecorators(
    ApiProperty({ type: () => part(), ...described(field) }),
    presence(field),
    IsObject(refusal('wrong-type', 'This must be an object.')),
  );
}

/** A list of objects with fields of their own, which their reader checks. */
export function PartListField(
  field: Field & { part: () => new () => object; maxItems: number },
): PropertyDecorator {
  const { part, maxItems } = field;
  return applyDecorators(
    ApiProperty({ type: () => part(), isArray: true, minItems: 1, maxItems, ...described(field) }),
    presence(field),
    IsArray(refusal('wrong-type', 'This must be a list of objects.')),
    ArrayMinSize(1, refusal('out-of-range', 'This needs an entry at least.')),
    ArrayMaxSize(maxItems, refusal('batch-too-large', `This may have ${maxItems} entries.`)),
    IsObject({ each: true, ...refusal('wrong-type', 'This must be a list of objects.') }),
  );
}

/** Any JSON value, null included. */
export function JsonField(field: Field): PropertyDecorator {
  const schema = {
    ...({ type: 'object', additionalProperties: true, [ANY_JSON]: true } as const),
    selfRequired: field.required ?? false,
    ...about(field),
  };
  return applyDecorators(ApiProperty(schema), presence(field), Allow());
}

export function TextListField(field: Field & { maxItems: number }): PropertyDecorator {
  const { maxItems } = field;
  return applyDecorators(
    ApiProperty({ type: 'array', items: { type: 'string' }, maxItems, ...described(field) }),
    presence(field),
    IsArray(refusal('wrong-type', 'This must be a list of texts.')),
    ArrayMaxSize(maxItems, refusal('out-of-range', `This may have ${maxItems} entries.`)),
    IsString({ each: true, ...refusal('wrong-type', 'This must be a list of texts.') }),
  );
}

function described(field: Field) {
  return { required: field.required ?? false, ...about(field) };
}

function about({ description, example }: Field) {
  return { description, ...(example === undefined ? {} : { example }) };
}

/** A required field that is missing fails its type check; `checkFields` then says that it is missing. */
function presence({ required }: Field): PropertyDecorator {
  return ValidateIf((_, value) => required === true || value !== undefined);
}

function refusal(code: ProblemCode, message: string) {
  return { message, context: { code } };
}
