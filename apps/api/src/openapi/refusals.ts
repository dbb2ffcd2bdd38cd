import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Refusals that operations share, under their name in the description. */
const refusals = {
  BadRequest: 'The request cannot be read.',
  Unauthorized: 'No credential, or one that is not valid.',
  Forbidden: 'The credential does not allow this.',
  NotFound: 'There is no such resource.',
  Conflict: 'The state of the resource does not allow this.',
  PreconditionFailed: 'The resource has changed since it had the `ETag` of `If-Match`.',
  PreconditionRequired: '`If-Match` is missing.',
  PayloadTooLarge: 'The body is too large.',
  UnsupportedMediaType: 'The body has a type this route does not take.',
  UnprocessableContent: 'The request has faults; each is named.',
  TooManyRequests: 'Too many requests. `Retry-After` says when to try again.',
  Unexpected: 'Any other refusal; also 503 with `Retry-After` while a dependency is away.',
} as const;

type Refusal = keyof typeof refusals;

/** Adds to every operation the refusals it may answer with: all have one form, so no route repeats them. */
export function addRefusals(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (operation) addTo(operation);
    }
  }
  const responses = Object.fromEntries(
    Object.entries(refusals).map(([name, description]) => [
      name,
      {
        description,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
  return { ...document, components: { ...document.components, responses } };
}

function addTo(operation: Operation): void {
  for (const [status, refusal] of Object.entries(refusalsOf(operation))) {
    operation.responses[status] ??= { $ref: `#/components/responses/${refusal}` };
  }
}

function refusalsOf({ parameters = [], requestBody, security }: Operation): Record<string, Refusal> {
  const has = (place: string) => parameters.some((parameter) => 'in' in parameter && parameter.in === place);
  const changesOne = requestBody !== undefined && has('path');
  return {
    ...(has('query') || requestBody ? { 400: 'BadRequest' } : {}),
    ...(security ? { 401: 'Unauthorized', 403: 'Forbidden', 429: 'TooManyRequests' } : {}),
    ...(has('path') ? { 404: 'NotFound' } : {}),
    ...(changesOne ? { 409: 'Conflict' } : {}),
    ...(requestBody
      ? { 413: 'PayloadTooLarge', 415: 'UnsupportedMediaType', 422: 'UnprocessableContent' }
      : {}),
    default: 'Unexpected',
  };
}
