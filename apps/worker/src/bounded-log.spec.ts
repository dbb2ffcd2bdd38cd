import { boundedFields, boundedText } from './bounded-log';

const huge = 'x'.repeat(60_000_000);

describe('a line of a log', () => {
  it('is cut, and holds nothing that a row cannot', () => {
    expect(boundedText(huge)).toHaveLength(8 * 1024);
    expect(boundedText('a\0\ud800')).toBe('a\ufffd\ufffd');
  });

  it('keeps fields that are small as they are', () => {
    const fields = { a: 1, b: [true, null, 'x'], c: { d: 'e' } };
    expect(boundedFields(fields)).toEqual(fields);
  });

  it.each([
    ['a long text', { a: huge }],
    ['a long key', { [huge]: 1 }],
    ['many members', { list: Array.from({ length: 1_000_000 }, (_, i) => i) }],
    ['many keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))],
  ])('cuts %s', (_, fields) => {
    expect(JSON.stringify(boundedFields(fields)).length).toBeLessThan(64 * 1024);
  });

  it('ends where an object holds itself', () => {
    const fields: Record<string, never> = {};
    Object.assign(fields, { self: fields });
    expect(JSON.stringify(boundedFields(fields)).length).toBeLessThan(1_000);
  });
});
