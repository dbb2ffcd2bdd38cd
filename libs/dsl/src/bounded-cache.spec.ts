import { BoundedCache } from './bounded-cache';

it('keeps what was used last, up to its capacity', () => {
  const cache = new BoundedCache<number>(10);
  cache.set('a', 1, 4);
  cache.set('b', 2, 4);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3, 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

it('does not keep what alone is too heavy, and counts a replaced entry once', () => {
  const cache = new BoundedCache<number>(10);
  cache.set('a', 1, 11);
  expect(cache.get('a')).toBeUndefined();
  for (let i = 0; i < 100; i += 1) cache.set('b', i, 10);
  expect(cache.get('b')).toBe(99);
});
