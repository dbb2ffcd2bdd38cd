import fc from 'fast-check';
import { printable, printableJson } from './printable';

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\x1b', '\x9b', '\u202e', '\n', 'a') }),
);

describe('printable', () => {
  it('E132 leaves no character that steers a terminal', () => {
    fc.assert(fc.property(anyText, (text) => !UNSAFE.test(printable(text))));
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['naïve', '日本語', 'می‌خواهم', '👩‍🚀', 'a → b']) expect(printable(text)).toBe(text);
  });

  it('names what it replaces', () => {
    expect(printable('a\n\t\x1b[2J\x9b\u202e\ud800')).toBe('a\\n\\t\\x1b[2J\\x9b\\u{202e}\\u{d800}');
  });
});

describe('printableJson', () => {
  it('stays the same JSON and holds no character that steers a terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), anyText, (value, text) => {
        const both = { value, text };
        const json = printableJson(both, 2);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(both)));
        expect(json.replaceAll('\n', '')).not.toMatch(UNSAFE);
      }),
    );
  });
});
