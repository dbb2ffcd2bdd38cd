import fc from 'fast-check';
import type { Json, JsonObject } from '../json';
import { cpuSeconds } from '../../test/cpu';
import { codesOf, faultsOf, wrapped } from '../../test/faults';
import { compileSchema, schemaFaults } from './compile-schema';
import { schemaFormats, schemaKeywords } from './keywords';

const faults = (schema: Json) => schemaFaults(schema).map(({ pointer, message }) => `${pointer}: ${message}`);

describe('E064 schemas of users', () => {
  it.each([
    [{ $ref: 'http://example.com/x' }, '/$ref'],
    [{ $ref: 'other.json#/x' }, '/$ref'],
    [{ $ref: '#/nowhere' }, '/$ref'],
    [{ $ref: '#anchor' }, '/$ref'],
    [{ $id: 'x' }, '/$id'],
    [{ $dynamicRef: '#x' }, '/$dynamicRef'],
    [{ minimum: { $data: '1/x' } }, '/minimum'],
    [{ $data: '#/x' }, '/$data'],
    [{ unevaluatedProperties: false }, '/unevaluatedProperties'],
    [{ pattern: '(?=a)b' }, '/pattern'],
    [{ pattern: '(a)\\1' }, '/pattern'],
    [{ pattern: '(?<!a)b' }, '/pattern'],
    [{ pattern: '(' }, '/pattern'],
    [{ pattern: 'a'.repeat(513) }, '/pattern'],
    [{ pattern: '((a{100}){100}){100}' }, '/pattern'],
    [{ patternProperties: { '(?=a)': {} } }, '/patternProperties/(?=a)'],
    [{ format: 'regex' }, '/format'],
    [{ format: 'made-up' }, '/format'],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, '/$schema'],
    [{ properties: { a: { $ref: '#' } } }, '/properties/a/$ref'],
    [
      { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
      '/$defs/a/$ref/$ref',
    ],
    [{ items: 5 }, '/items'],
    [{ allOf: [null] }, '/allOf/0'],
    [{ uniqueItems: true }, '/uniqueItems'],
    [{ uniqueItems: true, items: { type: 'object' } }, '/uniqueItems'],
    [{ enum: [] }, '/enum'],
    [{ enum: Array.from({ length: 1_001 }, (_, n) => n) }, '/enum'],
    [{ type: 'strnig' }, '/type'],
    [{ type: 5 }, '/type'],
    [{ minimum: 'x' }, '/minimum'],
    [{ required: 'x' }, '/required'],
    [{ multipleOf: 0 }, '/multipleOf'],
  ])('%j', (schema, pointer) => {
    expect(schemaFaults(schema as Json).map((fault) => fault.pointer)).toContain(pointer);
    expect(() => compileSchema(schema as Json)).toThrow(expect.objectContaining({ code: 'unsafe-schema' }));
  });

  it('refuses depth, by nesting and by reference', () => {
    let deep: Json = {};
    for (let i = 0; i < 500; i += 1) deep = { items: deep };
    expect(faults(deep).join()).toContain('32 levels');
    const chain: JsonObject = {};
    for (let n = 0; n < 40; n += 1) chain[`d${n}`] = n < 39 ? { items: { $ref: `#/$defs/d${n + 1}` } } : {};
    expect(faults({ $defs: chain, $ref: '#/$defs/d0' }).join()).toContain('32 levels');
  });

  it('refuses references that multiply: 2^20 parts in twenty lines', () => {
    const doubling: JsonObject = {};
    for (let n = 0; n < 20; n += 1) {
      const next = { $ref: `#/$defs/d${n + 1}` };
      doubling[`d${n}`] = n < 19 ? { allOf: [next, next] } : {};
    }
    const seconds = cpuSeconds();
    expect(faults({ $defs: doubling, $ref: '#/$defs/d0' }).join()).toContain('5000 parts');
    expect(seconds()).toBeLessThan(1);
  });

  it('shows the fault in the template, at its place', () => {
    const text = wrapped({}, { inputs: { type: 'object', properties: { a: { pattern: '^(a)\\1$' } } } });
    const [fault] = faultsOf(text);
    expect(fault).toMatchObject({
      mst: 'MST1501',
      code: 'unsafe-schema',
      pointer: '/spec/inputs/properties/a/pattern',
    });
    expect(text.split('\n')[(fault?.span.line ?? 0) - 1]).toContain('"pattern"');
    expect(codesOf(wrapped({}, { inputs: { type: 'array' } }))).toEqual(['unsafe-schema /spec/inputs/type']);
  });

  it.each(['^(a|a)*$', '(a+)+$', '(x+x+)+y', '(.*)*b', '([a-z]+)*[0-9]'])(
    'cannot be made to back-track by %s',
    (pattern) => {
      const check = compileSchema({ type: 'string', pattern });
      const seconds = cpuSeconds();
      check('a'.repeat(50_000) + '!');
      expect(seconds()).toBeLessThan(1);
    },
  );

  it('bounds what patterns may work, whatever the automaton: beyond it, nothing matches', () => {
    const check = compileSchema({ type: 'array', items: { pattern: '(a|b)*a(a|b){200}' } });
    const text = 'ab'.repeat(5_000);
    expect(check([text])).toEqual([]);
    expect(check(Array.from({ length: 50 }, () => text))).not.toEqual([]);
    expect(check([text])).toEqual([]);
  });

  it('checks no format that a long text can slow down', () => {
    for (const format of schemaFormats)
      for (const unit of ['a', 'a.', '1:', '/', '@', '%41', 'a-', '::', '~0', '2026-01-01T']) {
        const seconds = cpuSeconds();
        compileSchema({ type: 'string', format })(unit.repeat(20_000));
        expect(seconds()).toBeLessThan(0.5);
      }
  });
});

describe('E065 values that do not match', () => {
  const schema = {
    type: 'object',
    required: ['feed'],
    additionalProperties: false,
    properties: {
      feed: { type: 'string', format: 'uri' },
      'a/b': { type: 'integer', minimum: 1 },
      list: { type: 'array', items: { type: 'string', pattern: '^x' } },
      kind: { enum: ['one', 'two'] },
      constructor: { type: 'string' },
    },
  };
  const check = compileSchema(schema);

  it('gives every fault with its pointer', () => {
    expect(check({ fed: 1, 'a/b': '12', list: ['x', 'y', 3], kind: 'three' })).toEqual([
      { pointer: '/feed', code: 'missing-field', message: 'the field "feed" is missing' },
      { pointer: '/fed', code: 'unknown-field', message: 'the field "fed" is not known here' },
      { pointer: '/a~1b', code: 'wrong-type', message: 'must be integer' },
      { pointer: '/list/1', code: 'out-of-range', message: expect.stringContaining('pattern') as string },
      { pointer: '/list/2', code: 'wrong-type', message: 'must be string' },
      { pointer: '/kind', code: 'out-of-range', message: 'must be one of "one", "two"' },
    ]);
  });

  it('gives none where the value conforms', () => {
    expect(check({ feed: 'https://a/b', 'a/b': 1, list: [], kind: 'one' })).toEqual([]);
  });

  it('does not find inherited fields', () => {
    expect(compileSchema({ required: ['toString'] })({})).toHaveLength(1);
    expect(compileSchema({ properties: { constructor: { type: 'string' } } })({})).toEqual([]);
    expect(
      compileSchema({ additionalProperties: false })(JSON.parse('{"__proto__": 1}') as Json),
    ).toHaveLength(1);
  });

  it('keeps patterns apart', () => {
    const two = compileSchema({ properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } });
    expect(two({ a: 'a', b: 'b' })).toEqual([]);
    expect(two({ a: 'b', b: 'a' })).toHaveLength(2);
  });

  it('gives at most a hundred faults, and only one of a huge value', () => {
    const numbers = compileSchema({ items: { type: 'string' } });
    expect(numbers(Array.from({ length: 5_000 }, (_, n) => n))).toHaveLength(100);
    expect(numbers(Array.from({ length: 100_000 }, (_, n) => n))).toHaveLength(1);
  });
});

it('follows references inside the schema', () => {
  const check = compileSchema({
    $defs: { 'a/b': { type: 'integer' } },
    properties: { x: { $ref: '#/$defs/a~1b' } },
  });
  expect(check({ x: 1 })).toEqual([]);
  expect(check({ x: 'y' })).toHaveLength(1);
});

it('compiles whatever it accepts, and never throws anything but unsafe-schema', () => {
  const keyword = fc.constantFrom(...Object.values(schemaKeywords).flat(), '$id', 'x');
  const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.boolean(),
      fc.constantFrom(
        'string',
        'object',
        ['a'],
        { a: { type: 'string' } },
        3,
        -1,
        '^a',
        'uri',
        '#/$defs/a',
        null,
      ),
      fc.dictionary(keyword, tie('schema'), { maxKeys: 4 }),
      fc.array(tie('schema'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(schema, fc.jsonValue({ maxDepth: 3 }), (candidate, value) => {
      try {
        expect(Array.isArray(compileSchema(candidate as Json)(value as Json))).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 'unsafe-schema' });
      }
    }),
    { numRuns: 500 },
  );
});
