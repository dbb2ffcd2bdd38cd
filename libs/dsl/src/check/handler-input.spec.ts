import type { JsonObject } from '../json';
import { codesOf, faultsOf, planOf, wrapped } from '../../test/faults';
import { compile } from '../compile';
import type { HandlerCatalog } from './handler-input';

const http: JsonObject = {
  type: 'object',
  required: ['url'],
  additionalProperties: false,
  properties: {
    url: { type: 'string', pattern: '^https?://' },
    method: { type: 'string', enum: ['GET', 'POST'] },
    timeout: { type: 'integer', minimum: 1 },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    body: { anyOf: [{ type: 'string' }, { type: 'object', required: ['json'], properties: { json: {} } }] },
    parts: { type: 'array', maxItems: 2, items: { type: 'integer' } },
  },
  if: { properties: { method: { const: 'POST' } }, required: ['method'] },
  then: { required: ['body'] },
};
const handlers: HandlerCatalog = new Map([
  ['http', { input: http }],
  ['noop', { input: { type: 'object' } }],
]);

const check = (given: unknown) => wrapped({ ref: 'http', with: given });
const codes = (given: unknown) =>
  codesOf(check(given), { handlers }).map((code) => code.replace('/spec/nodes/1/', ''));

it('suggests the handler that was meant', () => {
  const [fault] = faultsOf(wrapped({ ref: 'htpt' }), { handlers });
  expect(fault).toMatchObject({
    mst: 'MST1401',
    code: 'unknown-handler',
    suggestion: 'http',
    help: 'handlers here: http, noop',
  });
  expect(codesOf(wrapped({ ref: 'constructor' }), { handlers })).toEqual([
    'unknown-handler /spec/nodes/1/ref',
  ]);
});

it('takes any handler without a catalog, and a node without `with`', () => {
  expect(planOf(wrapped({ ref: 'whatever' })).nodes[1]?.ref).toBe('whatever');
  expect(planOf(wrapped({ ref: 'http' }), { handlers }).nodes[1]?.with).toEqual({});
});

it.each([
  [{ url: 'https://a' }],
  [{ url: '${{ inputs.url }}' }],
  [{ url: 'https://${{ inputs.host }}/x', timeout: '${{ inputs.t }}', headers: { a: '${{ 1 }}' } }],
  ['${{ inputs.request }}'],
  [{ url: 'https://a', parts: ['${{ 1 }}', 2] }],
  [{ url: 'https://a', parts: '${{ [1] }}' }],
  [{ url: 'https://a', body: '${{ inputs.body }}' }],
  [{ url: 'https://a', body: { json: '${{ 1 }}' } }],
  [{ url: 'https://a', method: '${{ inputs.method }}' }],
  [{ url: '${{ inputs.scheme }}://a' }],
])('lets pass what may be right: %j', (given) => {
  expect(planOf(check(given), { handlers }).nodes[1]?.with).toEqual(given);
});

it.each([
  [{ uri: 'https://a' }, ['missing-field with', 'unknown-field with/uri']],
  [{ url: 5 }, ['wrong-type with/url']],
  [{ url: 'ftp://a' }, ['out-of-range with/url']],
  [{ url: '${{ 1 }}', methd: 'GET' }, ['unknown-field with/methd']],
  [{ url: '${{ 1 }}', method: 'PUT' }, ['out-of-range with/method']],
  [{ url: '${{ 1 }}', timeout: 'x ${{ 1 }}' }, ['wrong-type with/timeout']],
  [{ url: '${{ 1 }}', timeout: 0 }, ['out-of-range with/timeout']],
  [{ url: '${{ 1 }}', headers: { a: 1 } }, ['wrong-type with/headers/a']],
  [{ url: '${{ 1 }}', body: 5 }, ['out-of-range with/body']],
  [{ url: '${{ 1 }}', parts: ['${{ 1 }}', 2, 'x'] }, ['out-of-range with/parts', 'wrong-type with/parts/2']],
  [{ url: 'https://a', method: 'POST' }, ['missing-field with']],
  [['${{ 1 }}'], ['wrong-type with']],
])('finds what must be wrong: %j', (given, expected) => {
  expect(codes(given)).toEqual(expected);
});

it('shows faults where they stand', () => {
  const text = 'nodes:\n- id: a\n  kind: task\n  ref: http\n  with:\n    uri: "https://a"\n    method: PUT\n';
  expect(faultsOf(text, { handlers }).map(({ span, suggestion }) => [span, suggestion])).toEqual([
    [{ line: 5, column: 3, length: 4 }, undefined],
    [{ line: 6, column: 5, length: 3 }, 'url'],
    [{ line: 7, column: 13, length: 3 }, undefined],
  ]);
});

describe('what a handler marks in its input', () => {
  const marked: HandlerCatalog = new Map([
    [
      'ask',
      { input: { type: 'object' }, schemas: ['/schema', '/tools/*/input_schema'], tools: ['/tools/*'] },
    ],
    ['noop', { input: { type: 'object' } }],
  ]);
  const asked = (given: unknown) => wrapped({ ref: 'ask', with: given });

  it.each([
    [{ schema: { type: 'text' } }, ['unsafe-schema with/schema/type']],
    [
      { schema: { properties: { a: { $ref: 'http://x' } } } },
      ['unsafe-schema with/schema/properties/a/$ref'],
    ],
    [{ tools: ['x', { input_schema: { type: 'text' } }] }, ['unsafe-schema with/tools/1/input_schema/type']],
  ])('finds schemas that are none: %j', (given, expected) => {
    const found = codesOf(asked(given), { handlers: marked });
    expect([...new Set(found)].map((code) => code.replace('/spec/nodes/1/', ''))).toEqual(expected);
  });

  it.each([
    [{ schema: { type: 'object' } }],
    [{ schema: '${{ inputs.schema }}' }],
    [{ schema: { type: '${{ inputs.type }}' } }],
    [{ tools: '${{ inputs.tools }}' }],
  ])('lets pass what may be one: %j', (given) => {
    expect(planOf(asked(given), { handlers: marked }).nodes).toHaveLength(3);
  });

  it('says which tools constants name, and where', () => {
    const tools = ['template:a', '${{ inputs.b }}', { name: 'c' }, 'mcp:d.e'];
    const result = compile(asked({ tools }), { handlers: marked });
    expect(result.ok && result.tools).toEqual([
      { reference: 'template:a', pointer: '/spec/nodes/1/with/tools/0', span: expect.anything() },
      { reference: 'mcp:d.e', pointer: '/spec/nodes/1/with/tools/3', span: expect.anything() },
    ]);
  });
});
