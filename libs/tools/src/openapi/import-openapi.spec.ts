import type { JsonObject } from '@maestro/dsl';
import { importOpenApi } from './import-openapi';

const document = (paths: JsonObject, rest: JsonObject = {}): JsonObject => ({
  openapi: '3.0.3',
  paths,
  ...rest,
});
const reasonOf = (operation: JsonObject, rest: JsonObject = {}) =>
  importOpenApi(document({ '/a': { post: operation } }, rest)).skipped[0]?.reason;
const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } });

it('makes one schema of parameters and body, and says where each argument goes', () => {
  const parameter = (name: string, place: string, schema: JsonObject) => ({
    name,
    in: place,
    required: true,
    schema,
  });
  const put = {
    parameters: [
      parameter('id', 'path', { type: 'integer', minimum: 0, exclusiveMinimum: true, example: 4 }),
      parameter('id', 'query', { type: 'string', format: 'color' }),
    ],
    requestBody: json({ $ref: '#/components/schemas/Thing' }),
  };
  const schemas = { Thing: { type: 'object', properties: { size: { type: 'string', nullable: true } } } };
  const { tools } = importOpenApi(document({ '/things/{id}': { put } }, { components: { schemas } }));
  expect(tools[0]).toMatchObject({
    ...{ name: 'put_things_id', side_effects: true },
    input_schema: {
      required: ['id', 'query_id'],
      properties: {
        id: { type: 'integer', exclusiveMinimum: 0 },
        query_id: { type: 'string' },
        body: { properties: { size: { type: ['string', 'null'] } } },
      },
    },
    operation: { method: 'PUT', body: 'body', security: null },
  });
});

it.each<[string, JsonObject, JsonObject]>([
  [
    'A schema of the document contains itself.',
    { requestBody: json({ $ref: '#/x' }) },
    { x: { items: { $ref: '#/x' } } },
  ],
  [
    'The reference "http://evil/x" leads out of the document.',
    { requestBody: json({ $ref: 'http://evil/x' }) },
    {},
  ],
  ['The reference #/none leads nowhere.', { requestBody: json({ $ref: '#/none' }) }, {}],
  ['It needs a credential of a kind that is not supported.', { security: [{ mutual: [] }] }, {}],
])('leaves out what cannot be a tool: %s', (reason, operation, rest) => {
  expect(reasonOf(operation, rest)).toBe(reason);
});

it('takes the owner of a toolset at their word', () => {
  const paths = { '/search': { post: { operationId: 'search' } } };
  expect(importOpenApi(document(paths), ['search']).tools[0]?.side_effects).toBe(false);
});
