import * as fc from 'fast-check';
import { MaestroError } from '@maestro/problems';
import { parseStrictJson } from './strict-json';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

function faultOf(text: string | Uint8Array): MaestroError {
  try {
    parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (error instanceof MaestroError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${text.toString().slice(0, 80)}`);
}

it('reads what JSON.stringify writes', () => {
  const value = fc
    .jsonValue({ maxDepth: 6 })
    .filter((json) => !/\\u0000|\\ud[89a-f]|__proto__/i.test(JSON.stringify(json)));
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
      const text = JSON.stringify(json, null, indent);
      try {
        expect(parse(text)).toEqual(JSON.parse(text));
      } catch (error) {
        // Doubles that print as long integers are the one thing it rightly refuses here.
        expect((error as MaestroError).code).toBe('out-of-range');
      }
    }),
  );
});

it('takes nothing that JSON.parse refuses, and fails in no other way than with a problem', () => {
  const almost = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 })).map(([text, place, noise]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + noise + text.slice(at + noise.length);
  });
  fc.assert(
    fc.property(fc.oneof(almost, fc.string()), (text) => {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      if (valid) return;
      expect(['malformed-json', 'duplicate-key', 'too-deep']).toContain(faultOf(text).code);
    }),
    { numRuns: 2_000 },
  );
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        parseStrictJson(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MaestroError);
      }
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['a body that ends early', '{"a": [1, 2', 11],
  ['a comma at the end', '{"a": 1,}', 8],
  ['a byte order mark', '\ufeff{}', 0],
  ['single quotes', "{'a': 1}", 1],
  ['a comment', '{} // no', 3],
  ['a second value', '{} {}', 3],
  ['a number with a leading zero', '{"a": 012}', 7],
  ['a word', '{"a": undefined}', 6],
  ['NaN', '[NaN]', 1],
  ['nothing', '', 0],
  ['a line break in a text', '"a\nb"', 2],
])('E038: refuses %s and says where', (_, text, offset) => {
  const error = faultOf(text);
  expect(error.code).toBe('malformed-json');
  expect(error.message).toContain(`offset ${offset}`);
  expect(error.errors?.[0]).toMatchObject({ line: 1, column: offset + 1 });
});

it('counts lines', () => {
  expect(faultOf('{\n  "a": 1,\n  b: 2\n}').errors?.[0]).toMatchObject({ line: 3, column: 3 });
});

it('E038: refuses bytes that are not UTF-8', () => {
  expect(faultOf(Buffer.from([0x22, 0xff, 0x22])).code).toBe('malformed-json');
});

it.each([
  ['64 levels', 64, null],
  ['65 levels', 65, 'too-deep'],
  ['10,000 levels', 10_000, 'too-deep'],
  ['a million levels', 1_000_000, 'too-deep'],
])('E039: holds the line at 64 levels: %s', (_, depth, code) => {
  const text = '['.repeat(depth) + ']'.repeat(depth);
  if (code === null) expect(parse(text)).toHaveLength(1);
  else expect(faultOf(text).code).toBe(code);
});

it('E040: refuses a key that appears twice, also deep inside and differently spelt', () => {
  expect(faultOf('{"name":"a","name":"b"}')).toMatchObject({
    code: 'duplicate-key',
    errors: [{ pointer: '/name' }],
  });
  expect(faultOf('[{"a":{"x/y":1,"x\\/y":2}}]').errors?.[0]?.pointer).toBe('/0/a/x~1y');
});

it('E041: refuses __proto__ and leaves every prototype alone', () => {
  expect(faultOf('{"__proto__":{"admin":true}}')).toMatchObject({
    code: 'unknown-field',
    status: 422,
    errors: [{ pointer: '/__proto__' }],
  });
  expect(faultOf('{"a":[{"\\u005f_proto__":1}]}').errors?.[0]?.pointer).toBe('/a/0/__proto__');
  const value = parse('{"constructor":{"prototype":{"admin":true}}}');
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(Object.keys(value as object)).toEqual(['constructor']);
});

it('E042: refuses numbers that would come out as others', () => {
  expect(faultOf('{"a":9007199254740993}')).toMatchObject({
    code: 'out-of-range',
    errors: [{ pointer: '/a' }],
  });
  expect(faultOf('[1e400]').code).toBe('out-of-range');
  expect(parse('[9007199254740991, -9007199254740991, 1e20, 0.1, -0]')).toEqual([
    2 ** 53 - 1,
    1 - 2 ** 53,
    1e20,
    0.1,
    -0,
  ]);
});

it('refuses texts that cannot be stored, and names each', () => {
  const error = faultOf('{"a":"x\\u0000","b":{"c":"\\ud800"}}');
  expect(error.code).toBe('out-of-range');
  expect(error.errors?.map((fault) => fault.pointer)).toEqual(['/a', '/b/c']);
  expect(parse('"\\ud83d\\ude00 😀"')).toBe('😀 😀');
});

it('names faults of several kinds together', () => {
  expect(faultOf('{"__proto__":1,"n":1e999}')).toMatchObject({ code: 'validation-failed', errors: [{}, {}] });
});

it('costs a small multiple of what JSON.parse does, so that 4 MiB do not hold up others', () => {
  const nodes = Array.from({ length: 60_000 }, (_, i) => ({
    id: `node${i}`,
    n: i,
    with: { url: 'https://x' },
  }));
  const text = Buffer.from(JSON.stringify(nodes));
  const time = (work: () => unknown) => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  // The least of three: what else the machine does must not count.
  const least = (work: () => unknown) => Math.min(time(work), time(work), time(work));
  const native = least(() => JSON.parse(text.toString()));
  expect(least(() => parseStrictJson(text))).toBeLessThan(20 * native);
});
