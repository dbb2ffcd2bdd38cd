import fc from 'fast-check';
import { compile } from '../compile';
import { renderDiagnostics } from '../diagnostics/render';
import { cpuSeconds } from '../../test/cpu';
import { toFieldProblems } from '../diagnostics/diagnostic';

/**
 * Whatever the bytes are, the answer is a plan or a list of faults within a second, and the process lives. The
 * parser of the YAML package can abort a process, so nothing here may rest on catching errors.
 */
function survives(text: string): void {
  for (const format of ['yaml', 'json', undefined] as const) {
    const seconds = cpuSeconds();
    const result = compile(text, format ? { format } : {});
    const diagnostics = result.ok ? result.warnings : result.diagnostics;
    expect(seconds()).toBeLessThan(1);
    if (!result.ok) expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(100);
    for (const { span, message } of diagnostics) {
      expect(span.line).toBeGreaterThan(0);
      expect(span.column).toBeGreaterThan(0);
      expect(message).not.toBe('');
    }
    renderDiagnostics(diagnostics, { source: text });
    toFieldProblems(diagnostics);
  }
}

const pieces = [
  '[', ']', '{', '}', ',', ':', ': ', '- ', '? ', '\n', '\n  ', '\n    ', ' ', '\t', '#', ' #', '"', "'", '|', '>', '|-\n',
  '&a ', '*a', '!t ', '!!str ', '%YAML 1.2\n', '---\n', '...\n', '<<: ', 'a', 'a: ', 'nodes', 'id: a', '${{', '}}', '${{ tasks.a }}',
  '\\', '\r\n', '\u2028', '\0', '\uFEFF', 'é', '😀', '\ud800', '1', '-1', '0x', '.inf', 'null', '~', '@', '`',
]; // prettier-ignore

it('survives arbitrary strings', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), survives), { numRuns: 300 });
});

it('survives arbitrary bytes read as UTF-8', () => {
  const decoder = new TextDecoder();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => survives(decoder.decode(bytes))),
    { numRuns: 300 },
  );
});

it('survives texts made of what matters to YAML and JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 120 }), (parts) =>
      survives(parts.join('')),
    ),
    { numRuns: 800 },
  );
});

it('survives any piece, or pair of pieces, repeated to the limit of size', () => {
  const size = 48 * 1024;
  fc.assert(
    fc.property(fc.constantFrom(...pieces), fc.constantFrom(...pieces, ''), (one, two) => {
      const unit = one + two;
      survives(unit.repeat(Math.floor(size / unit.length)));
    }),
    { numRuns: 60 },
  );
});

it('survives depth at every kind of nesting, mixed, up to thousands of levels', () => {
  const openers = fc.constantFrom('[', '{a: ', '- ', '? ', '[a: ', '{? ', '"a": ', '[[', '\n - ', '&a [');
  fc.assert(
    fc.property(
      fc.array(openers, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4_000 }),
      (parts, times) => survives(parts.join('').repeat(times).slice(0, 100_000)),
    ),
    { numRuns: 80 },
  );
});
