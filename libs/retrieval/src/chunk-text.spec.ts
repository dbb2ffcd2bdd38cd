import fc from 'fast-check';
import { chunkText } from './chunk-text';

const piece = fc.oneof(
  fc.lorem({ mode: 'sentences', maxCount: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('\n\n', '\n# Heading\n', '\n- item ', ' ', '😀😀😀', 'x'.repeat(700)),
);
const text = fc.array(piece, { maxLength: 25 }).map((parts) => parts.join(''));
const chunking = fc
  .record({ size: fc.integer({ min: 200, max: 900 }), part: fc.integer({ min: 0, max: 50 }) })
  .map(({ size, part }) => ({ size, overlap: Math.floor((size * part) / 100) }));

describe('chunkText', () => {
  it('covers all that is no space, in order, in passages that are no longer than allowed', () => {
    fc.assert(
      fc.property(text, chunking, (given, how) => {
        let covered = 0;
        for (const { from, to } of chunkText(given, how)) {
          expect(to - from).toBeGreaterThan(0);
          expect(to - from).toBeLessThanOrEqual(how.size);
          expect(given.slice(covered, from).trim()).toBe('');
          expect(to).toBeGreaterThan(covered);
          expect(given.slice(from, to)).toBe(given.slice(from, to).trim());
          expect(given.slice(from, to)).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
          covered = to;
        }
        expect(given.slice(covered).trim()).toBe('');
      }),
    );
  });

  it('cuts before headings, then between paragraphs, and overlaps by whole words', () => {
    const words = 'alpha beta gamma delta. '.repeat(12).trim();
    const given = `# One\n${words}\n\n${words}\n# Two\n${words}`;
    const parts = chunkText(given, { size: 400, overlap: 40 }).map(({ from, to }) => given.slice(from, to));
    expect(parts.map((part) => part.slice(0, 5))).toEqual(['# One', expect.any(String), '# Two']);
    expect(parts[1]).toMatch(/^(alpha|beta|gamma|delta\.) /);
    expect(parts[1]?.endsWith(words)).toBe(true);
  });

  it('keeps a short text whole, and makes nothing of spaces', () => {
    expect(chunkText('  a b \n', { size: 200, overlap: 50 })).toEqual([{ from: 2, to: 5 }]);
    expect(chunkText(' \n\n ', { size: 200, overlap: 50 })).toEqual([]);
  });
});
