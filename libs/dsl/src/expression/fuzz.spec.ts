import { MaestroError } from '@maestro/problems';
import fc from 'fast-check';
import type { Json } from '../json';
import { cpuSeconds } from '../../test/cpu';
import { scopeWith } from '../../test/scope';
import { evaluate } from './evaluate';

/** An expression has a JSON value or a coded fault, soon, and leaves nothing behind. */
function contained(expression: string): void {
  const seconds = cpuSeconds();
  try {
    const value = evaluate(expression, scopeWith());
    expect(isJson(value)).toBe(true);
  } catch (error) {
    expect(error).toBeInstanceOf(MaestroError);
    expect((error as MaestroError).code).toMatch(/^expression-(?:error|syntax|limit)$/);
    expect((error as MaestroError).message).not.toMatch(
      /call stack|undefined is not|not a function|Cannot read|at .*\.js/,
    );
  }
  expect(seconds()).toBeLessThan(4);
}

function isJson(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (value === null || typeof value !== 'object')
    return (
      ['string', 'boolean', 'number', 'object'].includes(typeof value) &&
      (typeof value !== 'number' || Number.isFinite(value))
    );
  return (
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null) &&
    Object.values(value).every(isJson)
  );
}

const words = [
  'inputs', 'tasks', 'env', 'run', 'trigger', '.count', '.price', '.list', '.text', '["a-b"]', '.output', '.rows', '[0]', '.__proto__',
  '.constructor', '["constructor"]', '.map(x, ', '.filter(x, ', '.exists(x, ', '.all(x, ', 'x', 'has(', 'size(', 'hash(', 'json(', 'base64(',
  'slice(', 'chunk(', 'sum(', 'now()', 'step_failed("a-b")', 'string(', 'int(', 'double(', 'duration("1h")', 'timestamp(', 'type(', 'dyn(',
  '.matches("(a+)+$")', '.split(",")', '.join("")', '.replace("", "")', '.format([1])', '.size()', '.contains("")', '(', ')', '[', ']', '{', '}', ',',
  ':', '?', ' + ', ' - ', ' * ', ' / ', ' % ', ' == ', ' != ', ' < ', ' in ', ' && ', ' || ', '!', '-', '1', '0', '2.5', '"a"', "'b'", 'b"c"', '1u',
  'null', 'true', 'false', '9223372036854775807', '1e400', '"__proto__": ', '"', '//', '\n',
]; // prettier-ignore

it('contains random sequences of its own words', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (parts) => contained(parts.join(''))),
    { numRuns: 4_000 },
  );
});

it('contains arbitrary text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), contained), { numRuns: 1_500 });
});

const { any } = fc.letrec<{ any: string }>((tie) => {
  const of = (text: (...parts: string[]) => string, count: number) =>
    fc.tuple(...Array.from({ length: count }, () => tie('any'))).map((parts) => text(...parts));
  return {
    any: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc.constantFrom(
        'inputs',
        'inputs.list',
        'inputs.count',
        'inputs.price',
        'inputs.text',
        'inputs.none',
        'tasks["a-b"].output',
        '1',
        '2.5',
        '"s"',
        'null',
        'true',
        '[]',
        '{}',
        'now()',
        'x',
      ),
      of((a, b) => `(${a} + ${b})`, 2),
      of((a, b) => `(${a} == ${b})`, 2),
      of((a, b) => `(${a} in ${b})`, 2),
      of((a, b, c) => `(${a} ? ${b} : ${c})`, 3),
      of((a, b) => `[${a}, ${b}]`, 2),
      of((a, b) => `{"k": ${a}, "l": ${b}}`, 2),
      of((a, b) => `${a}.map(x, ${b})`, 2),
      of((a, b) => `${a}.filter(x, ${b})`, 2),
      of((a, b) => `${a}[${b}]`, 2),
      of((a) => `hash(${a})`, 1),
      of((a) => `json(${a})`, 1),
      of((a) => `sum(${a})`, 1),
      of((a) => `size(${a})`, 1),
      of((a) => `has(${a}.k)`, 1),
      of((a, b) => `slice(${a}, ${b}, 2)`, 2),
    ),
  };
});

it('contains random well-formed expressions', () => {
  fc.assert(fc.property(any, contained), { numRuns: 3_000 });
});
