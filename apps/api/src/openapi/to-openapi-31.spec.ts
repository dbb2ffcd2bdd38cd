import type { OpenAPIObject } from '@nestjs/swagger';
import { ANY_JSON } from '../http/shows';
import { toOpenApi31 } from './to-openapi-31';

const translated = (schema: object) => {
  const document = { openapi: '3.0.0', components: { schemas: { S: schema } } } as unknown as OpenAPIObject;
  const { openapi, components } = toOpenApi31(document);
  expect(openapi).toBe('3.1.0');
  return components?.schemas?.S;
};
const $ref = '#/components/schemas/T';

it.each([
  ['leaves a plain schema alone', { type: 'string', format: 'uri' }, { type: 'string', format: 'uri' }],
  ['puts null into the type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'puts null into an enum',
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  [
    'gives a reference that may be null a choice',
    { nullable: true, type: 'object', description: 'd', allOf: [{ $ref }] },
    { description: 'd', oneOf: [{ $ref }, { type: 'null' }] },
  ],
  ['unwraps a reference', { description: 'd', allOf: [{ $ref }] }, { description: 'd', $ref }],
  [
    'knows any value',
    { type: 'object', description: 'd', additionalProperties: true, [ANY_JSON]: true },
    { description: 'd' },
  ],
  [
    'looks inside',
    { type: 'object', properties: { a: { type: 'integer', nullable: true } } },
    { type: 'object', properties: { a: { type: ['integer', 'null'] } } },
  ],
])('%s', (_, schema, expected) => {
  expect(translated(schema)).toEqual(expected);
});
