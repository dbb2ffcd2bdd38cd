import fc from 'fast-check';
import { closingBraces, codeOf, scanExpression } from './lexical';
import { parseExpression } from './parse';

it.each([
  ['a }} b', 2],
  ['{"a": {"b": 1}} }}', 16],
  ['{"a": {"b": 1}}}}', 15],
  ['"}}" }}', 5],
  ["'''}}''' }}", 9],
  ['r"\\" }}', 5],
  ['"\\"}}" }}', 7],
  ['a } }}', -1],
  ['"}}', -1],
  ['a // }}', -1],
  ['a // x\n}}', 7],
  ['', -1],
])('finds where %j ends', (text, at) => {
  expect(closingBraces(text, 0)).toBe(at);
});

it('blanks out what is no code, and nothing else', () => {
  const source = 'a + "b" + \'c\' // d\n+ r"\\"';
  expect(codeOf(source)).toBe('a +     +         \n+ r   ');
  expect(codeOf(source)).toHaveLength(source.length);
});

describe('limits before the parser', () => {
  it.each([
    ['(', 'levels'],
    ['[', 'levels'],
    ['{1:', 'levels'],
    ['f(', 'levels'],
    ['a[', 'levels'],
    ['a?b:', 'levels'],
    ['(a?', 'levels'],
    ['a+', 'operators'],
    ['a.b.', 'operators'],
    ['!', 'operators'],
    ['-', 'operators'],
    ['a in ', 'operators'],
    ['a&&', 'operators'],
    ['//\n(', 'levels'],
    ["''(", 'levels'],
    ['r"\\"(', 'levels'],
  ])('stop %j repeated', (unit, what) => {
    const source = unit.repeat(Math.floor(16_000 / unit.length));
    expect(scanExpression(source)).toMatchObject({
      kind: 'limit',
      message: expect.stringContaining(what) as string,
    });
    expect(parseExpression(`x.map(v, ${source})`)).toMatchObject({ ok: false, fault: { kind: 'limit' } });
  });

  it('stop 16 KiB and more', () => {
    expect(scanExpression(`"${'x'.repeat(16_382)}"`)).toBeNull();
    expect(scanExpression(`"${'x'.repeat(16_383)}"`)).toMatchObject({ kind: 'limit' });
    expect(parseExpression(`"${'x'.repeat(10_000_000)}"`)).toMatchObject({
      ok: false,
      fault: { kind: 'limit' },
    });
  });

  it('count nothing inside literals and comments', () => {
    expect(scanExpression(`"${'('.repeat(500)}" + '${'?'.repeat(500)}' // ${'['.repeat(500)}`)).toBeNull();
  });

  it('take 63 levels of brackets, and a list of a thousand elements', () => {
    expect(parseExpression('('.repeat(62) + '1' + ')'.repeat(62)).ok).toBe(true);
    expect(parseExpression(`[${Array(1_000).fill('a ? 1 : 2').join(',')}]`).ok).toBe(true);
  });

  it('see every bracket that the parser sees', () => {
    const pieces = [
      '"',
      "'",
      '"""',
      "'''",
      '\\',
      'r',
      'b',
      'br',
      '/',
      '//',
      '\n',
      '(',
      '[',
      ' ',
      'x',
      '+',
      '`',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (head) => {
        const source = head.join('') + '('.repeat(2_000);
        const fault = scanExpression(source);
        // What the scan lets pass, the parser must end before the brackets: they are text, or never reached.
        if (!fault) expect(() => parseExpression(source)).not.toThrow();
        const outcome = parseExpression(source);
        expect(outcome.ok || outcome.fault.message).not.toMatch(/call stack/);
      }),
      { numRuns: 1_000 },
    );
  });
});
