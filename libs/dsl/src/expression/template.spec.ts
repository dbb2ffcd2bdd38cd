import fc from 'fast-check';
import type { Json } from '../json';
import { scopeWith } from '../../test/scope';
import { piecesOf, render } from './template';

const scope = scopeWith();

it.each<[Json, Json]>([
  ['${{ inputs.count }}', 2],
  ['${{inputs.list}}', [1, 2, 3]],
  ['  ${{ inputs.flag }}\n', true],
  ['n=${{ inputs.count }}', 'n=2'],
  ['${{ inputs.count }}${{ inputs.text }}', '2hi'],
  ['${{ inputs.list }}, ${{ inputs.none }}, ${{ {"b": 1, "a": 2.5} }}', '[1,2,3], null, {"a":2.5,"b":1}'],
  ['${{ {"a": {"b": 1}} }}', { a: { b: 1 } }],
  ['a ${{ "}}" }} b', 'a }} b'],
  ['${{ "${{ inputs.count }}" }}', '${{ inputs.count }}'],
  [
    { a: ['${{ inputs.count }}', { b: 'x' }], '${{ inputs.count }}': 1 },
    { a: [2, { b: 'x' }], '${{ inputs.count }}': 1 },
  ],
  ['$ {{ x }} {{ y }} $${ z', '$ {{ x }} {{ y }} $${ z'],
  [null, null],
])('renders %j', (template, expected) => {
  expect(render(template, scope)).toEqual(expected);
});

it('never evaluates what came out of an expression', () => {
  const hostile = scopeWith({ inputs: { text: '${{ env.REGION }}', deep: [{ x: '${{ env.REGION }}' }] } });
  expect(
    render({ a: '${{ inputs.text }}', b: 'x ${{ inputs.text }}', c: '${{ inputs.deep }}' }, hostile),
  ).toEqual({
    a: '${{ env.REGION }}',
    b: 'x ${{ env.REGION }}',
    c: [{ x: '${{ env.REGION }}' }],
  });
});

it('gives back what holds no expression as the same object', () => {
  const template = { a: [1, { b: 'x' }], c: null };
  expect(render(template, scope)).toBe(template);
  const mixed = render({ fixed: template, moving: '${{ 1 }}' }, scope) as { fixed: Json };
  expect(mixed.fixed).toBe(template);
});

it('keeps a key named __proto__ as data', () => {
  const rendered = render(JSON.parse('{"__proto__": {"x": "${{ 1 }}"}}') as Json, scope);
  expect(JSON.stringify(rendered)).toBe('{"__proto__":{"x":1}}');
  expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
});

it('E076 refuses 50,000 expressions in a string, and a string that grows too long', () => {
  expect(() => render('${{ 1 }} '.repeat(50_000), scope)).toThrow(
    expect.objectContaining({ code: 'expression-limit' }),
  );
  const large = scopeWith({ inputs: 'x'.repeat(1_000_000) });
  expect(() => render('${{ inputs }} '.repeat(5), large)).toThrow(
    expect.objectContaining({ code: 'expression-limit' }),
  );
  expect(() => render('${{ 1', scope)).toThrow(expect.objectContaining({ code: 'expression-syntax' }));
});

it('loses nothing of a string when it takes it apart', () => {
  const part = fc.constantFrom('${{', '}}', '{', '}', '"', "'", ' a ', '$', '\\', '\n', '//', '1');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      const result = piecesOf(text);
      if (!result.ok) return;
      const whole = result.pieces
        .map((piece) => ('text' in piece ? piece.text : `\${{${piece.expression}}}`))
        .join('');
      expect(result.pieces.length === 1 ? whole.trim() : whole).toBe(
        result.pieces.length === 1 ? text.trim() : text,
      );
      for (const piece of result.pieces)
        if ('expression' in piece) expect(text.startsWith(piece.expression, piece.at)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
