import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Properties of the objects we answer with. All are always there; what may be empty is null. */
interface Extra {
  nullable?: true;
  example?: unknown;
}

export function ShowsText(description: string, extra: Extra & { format?: string } = {}): PropertyDecorator {
  return ApiProperty({ type: 'string', description, ...extra });
}

export function ShowsTime(description: string, extra: Extra = {}): PropertyDecorator {
  return ShowsText(description, { format: 'date-time', ...extra });
}

export function ShowsWord(
  words: readonly string[],
  description: string,
  extra: Extra = {},
): PropertyDecorator {
  return ApiProperty({ type: 'string', enum: [...words], description, ...extra });
}

export function ShowsInteger(description: string, extra: Extra = {}): PropertyDecorator {
  return ApiProperty({ type: 'integer', description, ...extra });
}

/** A number that may have decimals, such as cents. */
export function ShowsNumber(description: string, extra: Extra = {}): PropertyDecorator {
  return ApiProperty({ type: 'number', description, ...extra });
}

export function ShowsFlag(description: string): PropertyDecorator {
  return ApiProperty({ type: 'boolean', description });
}

export function ShowsObject(description: string, extra: Extra = {}): PropertyDecorator {
  return ApiProperty({ type: 'object', additionalProperties: true, description, ...extra });
}

/** Any JSON value; `describeApi` turns the mark into the empty schema, which nothing in Nest can spell. */
export const ANY_JSON = 'x-any-json';

export function ShowsJson(description: string): PropertyDecorator {
  const schema = { type: 'object', additionalProperties: true, description, [ANY_JSON]: true } as const;
  return ApiProperty(schema);
}

export function ShowsTextMap(description: string): PropertyDecorator {
  return ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description });
}

export function ShowsTexts(description: string, extra: { nullable?: true } = {}): PropertyDecorator {
  return ApiProperty({ type: 'array', items: { type: 'string' }, description, ...extra });
}

type Shown = abstract new (...parts: never[]) => object;

export function ShowsOne(
  shown: () => Shown,
  description: string,
  extra: { nullable?: true } = {},
): PropertyDecorator {
  return ApiProperty({ type: lazily(shown), description, ...extra } as ApiPropertyOptions);
}

export function ShowsMany(shown: () => Shown, description: string): PropertyDecorator {
  return ApiProperty({ type: lazily(shown), isArray: true, description } as ApiPropertyOptions);
}

/** Nest tells a function that gives a class from the class by its name: it has to be called `type`. */
function lazily(shown: () => Shown): () => Shown {
  return { type: () => shown() }.type;
}

/** For the few properties that are left out where they do not apply. */
export function Sometimes(decorate: PropertyDecorator): PropertyDecorator {
  return (target, key) => {
    decorate(target, key);
    ApiProperty({ required: false })(target, key);
  };
}
