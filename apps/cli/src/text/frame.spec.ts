import fc from 'fast-check';
import { createColors } from 'picocolors';
import { renderFrame, type FrameStyle } from './frame';
import { width } from './width';

const style: FrameStyle = { colors: createColors(false), severity: 'error', columns: 100 };
const fault = { code: 'unknown-kind', mst: 'MST1007', message: 'unknown task kind "htttp"' };
const frame = (text: string, place: object, columns = 100): string[] =>
  renderFrame({ ...fault, ...place }, { file: 'flow.yaml', text }, { ...style, columns });

describe('renderFrame', () => {
  it('shows what, where, the text and the way out', () => {
    const text = 'a:\n  - kind: htttp\n';
    expect(frame(text, { line: 2, column: 11, suggestion: 'http', pointer: '/nodes/0/kind' })).toEqual([
      'error[MST1007]: unknown task kind "htttp"',
      '  ┌─ flow.yaml:2:11',
      '2 │   - kind: htttp',
      '  │           ^^^^^ did you mean "http"?',
      '  = at: /nodes/0/kind',
      '  = docs: https://maestro.dev/problems/unknown-kind',
    ]);
  });

  it('gives a suggestion that is a sentence its own line', () => {
    expect(frame('a: 1', { line: 1, column: 1, suggestion: 'remove the field' })).toContain(
      '  = help: remove the field',
    );
  });

  it('moves the gutter with the number of digits', () => {
    const lines = frame('x\n'.repeat(120), { line: 120, column: 1 });
    expect(lines.slice(1, 4)).toEqual(['    ┌─ flow.yaml:120:1', '120 │ x', '    │ ^']);
  });

  it.each([
    [{}, 'flow.yaml'],
    [{ line: 99, column: 4 }, 'flow.yaml:99:4'],
  ])('does without the text where there is none: %j', (place, position) => {
    expect(frame('a: 1', { ...place, suggestion: 'http' })).toEqual([
      expect.stringContaining('error[MST1007]'),
      expect.stringMatching(new RegExp(`^ *┌─ ${position}$`)),
      expect.stringContaining('= help: http'),
      expect.stringContaining('= docs:'),
    ]);
  });

  it.each([
    ['"quoted text", x', 1, 13],
    ["'it''s', x", 1, 7],
    ['key: value', 1, 3],
    ['{ a: [b] }', 1, 1],
    ['ref: name@latest # why', 6, 11],
    ['url: http://x/y', 6, 10],
    ['key:', 5, 1],
  ])('marks the whole token of %s at %i', (text, column, length) => {
    expect(frame(text, { line: 1, column })[3]).toMatch(new RegExp(`│ {${column}}\\^{${length}}$`));
  });

  it('marks the place behind wide characters and tabs', () => {
    expect(frame('\t名: 値 bad', { line: 1, column: 7 }).slice(2, 4)).toEqual([
      '1 │   名: 値 bad',
      '  │          ^^^',
    ]);
  });

  it('E132 escapes control characters of the file, the message and the path', () => {
    const lines = renderFrame(
      { ...fault, message: 'x\x1b[2J', line: 1, column: 1, suggestion: '\x1b]0;t\x07' },
      { file: 'a\x1b.yaml', text: 'k: \x1b[31mred\u202e' },
      style,
    );
    expect(lines.join('')).not.toMatch(/[\x00-\x1f\u202e]/);
    expect(lines[2]).toBe('1 │ k: \\x1b[31mred\\u{202e}');
  });

  it('shows a window of a line longer than the terminal, with the marks below the place', () => {
    const text = `{"a":"${'x'.repeat(3000)}","kind":"htttp","b":"${'y'.repeat(3000)}"}`;
    const [, , line = '', marks = ''] = frame(text, { line: 1, column: text.indexOf('"htttp"') + 1 }, 80);
    expect(width(line)).toBeLessThanOrEqual(80);
    expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('"htttp"');
  });

  it('stays within the terminal and marks something, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: -2, max: 400 }),
        fc.integer({ min: -2, max: 5 }),
        (text, column, line) => {
          const lines = frame(text, { line, column }, 100);
          const marks = lines[3] ?? '';
          if (lines.length > 4) expect(marks).toContain('^');
          for (const shown of lines.slice(2, 4)) expect(width(shown)).toBeLessThanOrEqual(100);
        },
      ),
    );
  });
});
