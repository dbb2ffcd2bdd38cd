import fc from 'fast-check';
import { findJsonFault } from './json-safety';

describe('findJsonFault', () => {
  it('finds nothing in what JSON can hold', () => {
    const storable = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        storable,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(storable, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(fc.property(value, (json) => expect(findJsonFault(json)).toBeNull()));
  });

  it.each([
    ['a\0b', ''],
    [{ text: ['ok', 'a\0'] }, '/text/1'],
    ['\ud800', ''],
    ['\udc00\ud800', ''],
    [{ 'a/b~c': '\ud800' }, '/a~1b~0c'],
    [{ outer: { 'a\0': 1 } }, '/outer'],
    [[1, Number.NaN], '/1'],
    [{ n: Number.POSITIVE_INFINITY }, '/n'],
    [undefined, ''],
    [{ a: undefined }, '/a'],
    [[1n], '/0'],
    [() => 1, ''],
    [{ at: new Date(0) }, '/at'],
    [new Map(), ''],
  ])('points to the fault in %p', (value, pointer) =>
    expect(findJsonFault(value)).toMatchObject({ pointer }),
  );

  it('takes pairs of surrogates for what they are', () => expect(findJsonFault('😀')).toBeNull());

  it('allows 64 levels and no more, however deep it goes on', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    expect(findJsonFault(nested(64))).toBeNull();
    expect(findJsonFault(nested(65))).toMatchObject({ message: expect.stringContaining('64') });
    expect(findJsonFault(nested(100_000))).toMatchObject({ message: expect.stringContaining('64') });
  });
});
