import fc from 'fast-check';
import { compile, compileDocument } from '../compile';
import { Report } from '../diagnostics/report';
import type { Json } from '../json';
import { codesOf, faultsOf } from '../../test/faults';
import { holdsLargeInteger } from '../../test/json';
import { readJson } from './json-text';
import { valueOf } from './tree';

const json = { format: 'json' } as const;

function read(text: string): Json | undefined {
  const report = new Report();
  const tree = readJson(text, report);
  return tree && !report.failed ? valueOf(tree) : undefined;
}

describe('E038 text that is not JSON', () => {
  it.each([
    ['{"a":', 'ends', 6],
    ['{"nodes": [1,]}', 'comma', 13],
    ['\uFEFF{"a": 1}', 'byte order mark', 1],
    ["{'a': 1}", 'double quotes', 2],
    ['{"a": 01}', 'number', 7],
    ['{"a": tru}', 'value', 7],
    ['{"a": "x\ty"}', 'control character', 9],
    ['{"a": "\\x41"}', 'escape', 8],
    ['{"a": "\\u12"}', 'hex', 8],
    ['{"a": 1} 2', 'after its end', 10],
    ['{"a" 1}', '":"', 6],
    ['{/* a */}', 'key', 2],
    ['{"a": NaN}', 'value', 7],
    ['{"a": "', 'never closed', 7],
    ['', 'ends', 1],
  ])('%j gives the offset, line and column', (text, message, column) => {
    const [fault, ...others] = faultsOf(text, json);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ mst: 'MST1001', code: 'malformed-json', span: { line: 1, column } });
    expect(fault?.message).toContain(message);
    expect(fault?.message).toContain(`offset ${column - 1}`);
  });

  it('counts lines', () => {
    expect(faultsOf('{\n  "a": 1,\n  "b" 2\n}', json)[0]?.span).toEqual({ line: 3, column: 7, length: 1 });
  });
});

describe('E039 deep JSON', () => {
  it.each(['['.repeat(10_000), '{"a":'.repeat(10_000), '['.repeat(1_000_000)])(
    'refuses it at the 65th level',
    (text) => {
      const [fault] = faultsOf(text, json);
      expect(fault).toMatchObject({ code: 'too-deep', span: { line: 1 } });
    },
  );

  it('takes 64 levels and not 65', () => {
    expect(read('['.repeat(64) + ']'.repeat(64))).toBeDefined();
    expect(read('['.repeat(65) + ']'.repeat(65))).toBeUndefined();
  });

  it('refuses a parsed definition of 100,000 levels without exhausting the stack', () => {
    let deep: Json = [];
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    const result = compileDocument({ nodes: deep });
    expect(result.ok || result.diagnostics[0]?.code).toBe('too-deep');
  });
});

describe('E040 duplicate keys', () => {
  it('names both places', () => {
    const [fault] = faultsOf('{\n "name": "a",\n "name": "b"\n}', json);
    expect(fault).toMatchObject({
      code: 'duplicate-key',
      pointer: '/name',
      span: { line: 3, column: 2, length: 6 },
      related: [{ span: { line: 2, column: 2, length: 6 } }],
    });
  });

  it('sees through escapes', () => {
    expect(codesOf('{"a": 1, "\\u0061": 2}', json)).toEqual(['duplicate-key /a']);
  });
});

describe('E041 names of the prototype', () => {
  const text = '{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}';

  it('are unknown fields, and nothing is polluted', () => {
    expect(codesOf(text, json)).toContain('unknown-field /__proto__');
    const parsed = compileDocument(JSON.parse(text) as Json);
    expect(parsed.ok || parsed.diagnostics.map(({ code }) => code)).toContain('unknown-field');
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it.each(['with', 'env'])('are refused inside free values too: %s', (field) => {
    const free = `{"__proto__": {"a": 1}}`;
    const text =
      field === 'with'
        ? `{"nodes": [{"id": "a", "kind": "task", "ref": "noop", "with": ${free}}]}`
        : `{"apiVersion": "maestro/v1", "kind": "Workflow", "spec": {"env": ${free}, "nodes": [{"id": "a", "kind": "task", "ref": "noop"}]}}`;
    expect(codesOf(text, json).some((code) => code.startsWith('unknown-field'))).toBe(true);
  });
});

describe('E042 numbers', () => {
  it.each(['9007199254740993', '-9007199254740993', '1e400', '-1e400', '1'.repeat(400)])(
    'refuses %s',
    (number) => {
      const [fault] = faultsOf(`{"a": ${number}}`, json);
      expect(fault).toMatchObject({ mst: 'MST1009', code: 'out-of-range', pointer: '/a' });
    },
  );

  it('keeps what can be kept', () => {
    expect(read('[9007199254740992, 1e300, 0.1, -0]')).toEqual([9007199254740992, 1e300, 0.1, 0]);
  });

  it('refuses a string where a number belongs', () => {
    const text = '{"nodes": [{"id": "a", "kind": "task", "ref": "noop", "retry": {"max_attempts": "12"}}]}';
    expect(codesOf(text)).toEqual(['wrong-type /nodes/0/retry/max_attempts']);
  });
});

it('refuses text that no column of the database can hold', () => {
  expect(codesOf('{"a": "\\u0000", "b": "\\ud800", "\\udc00": 1}', json)).toEqual([
    'out-of-range /a',
    'out-of-range /b',
    'out-of-range',
  ]);
});

it('reads what JSON.parse reads, for all JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (text, indent) => {
      const value = JSON.parse(text) as Json;
      fc.pre(!holdsLargeInteger(value));
      expect(read(JSON.stringify(value, null, indent))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 500 },
  );
});

it('agrees with JSON.parse about what is JSON, for texts near it', () => {
  const near = fc.string({
    unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '1', '0', '.', 'e', '-', ' ', 'null', 'a'),
  });
  fc.assert(
    fc.property(near, (text) => {
      let accepted = true;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        accepted = false;
      }
      const codes = codesAt(text);
      if (accepted && codes.length === 0) expect(read(text)).toEqual(normalized(value));
      else if (accepted)
        expect(['duplicate-key', 'out-of-range', 'too-deep']).toEqual(expect.arrayContaining([codes[0]]));
      else expect(codes).not.toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

function codesAt(text: string): string[] {
  const report = new Report();
  readJson(text, report);
  return report.diagnostics(text).map(({ code }) => code);
}

function normalized(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

it('gives positions of a parsed definition in its text with two spaces of indentation', () => {
  const value = { nodes: [{ id: 'a', kind: 'task', ref: 'noop', retires: 2 }] };
  const result = compileDocument(value);
  const fault = result.ok ? undefined : result.diagnostics[0];
  const line = JSON.stringify(value, null, 2).split('\n')[(fault?.span.line ?? 0) - 1];
  expect(fault?.pointer).toBe('/nodes/0/retires');
  expect(line?.slice((fault?.span.column ?? 0) - 1)).toBe('"retires": 2');
});

it('measures a parsed definition without white space', () => {
  const value = {
    nodes: Array.from({ length: 9_000 }, (_, n) => ({
      id: `n${n}`,
      kind: 'task',
      ref: 'noop',
      with: [[[[[[[[[[[[n]]]]]]]]]]]],
    })),
  };
  expect(JSON.stringify(value, null, 2).length).toBeGreaterThan(4 * 1024 * 1024);
  expect(compileDocument(value).ok).toBe(true);
  expect(compile(JSON.stringify(value, null, 2)).ok).toBe(false);
});
