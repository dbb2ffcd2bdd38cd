import fc from 'fast-check';
import { fit, pad, width } from './width';

describe('width', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['🚀', 2],
    ['👩‍🚀', 2],
    ['✓', 1],
  ])('of %s is %i', (text, cells) => {
    expect(width(text)).toBe(cells);
  });
});

describe('fit', () => {
  it('keeps what fits and marks what it cuts', () => {
    expect(fit('abc', 3)).toBe('abc');
    expect(fit('abcd', 3)).toBe('ab…');
    expect(fit('日本語', 4)).toBe('日…');
  });

  it('never exceeds its room', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, cells) => {
        expect(width(fit(text, cells))).toBeLessThanOrEqual(cells);
      }),
    );
  });
});

describe('pad', () => {
  it('counts cells, not characters', () => {
    expect(pad('日', 4)).toBe('日  ');
    expect(pad('long', 2)).toBe('long');
  });
});
