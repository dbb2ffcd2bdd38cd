import * as fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor';
import { decodeEventCursor, encodeEventCursor } from './event-cursor';

const key = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('cursors of lists', () => {
  it('carry any key there and back', () => {
    fc.assert(
      fc.property(key, (text) => {
        const cursor = encodeCursor('runs', text);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor('runs', cursor)).toBe(text);
      }),
    );
  });

  it('E046: with one character altered are none', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_='];
    fc.assert(
      fc.property(key, fc.nat(), fc.constantFrom(...letters), (text, place, letter) => {
        const cursor = encodeCursor('runs', text);
        const at = place % cursor.length;
        fc.pre(cursor[at] !== letter);
        expect(decodeCursor('runs', cursor.slice(0, at) + letter + cursor.slice(at + 1))).toBeNull();
      }),
    );
  });

  it('E046: that were never given are none', () => {
    fc.assert(fc.property(fc.string(), (text) => decodeCursor('runs', text) === null));
    expect(decodeCursor('runs', '')).toBeNull();
  });

  it('belong to one list', () => {
    expect(decodeCursor('records:b', encodeCursor('records:a', 'x'))).toBeNull();
  });
});

describe('cursors of events', () => {
  const position = { xid: '18446744073709551615', id: '9223372036854775807' };

  it('carry the largest numbers there are', () => {
    const text = encodeEventCursor('0123abcd', position);
    expect(decodeEventCursor(text)).toEqual({ cluster: '0123abcd', ...position });
  });

  it.each([
    '',
    '0123abcd',
    '0123abcd.1',
    '0123abcd.1-',
    '0123abcd.01-1',
    '0123abcd.1--1',
    '0123ABCD.1-1',
    '0123abcd.18446744073709551616-1',
    '0123abcd.1-9223372036854775808',
    '0123abcd.1-1 ',
    "0123abcd.1-1' OR '1'='1",
  ])('E046: refuse %j', (text) => {
    expect(decodeEventCursor(text)).toBeNull();
  });
});
