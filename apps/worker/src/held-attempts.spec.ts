import { HeldAttempts } from './held-attempts';

describe('the slots of a worker', () => {
  it('are never all taken by bulk', () => {
    const held = new HeldAttempts(100);
    expect([held.free, held.freeForBulk]).toEqual([100, 85]);
    held.reserve(85, 'bulk');
    expect([held.free, held.freeForBulk]).toEqual([15, 0]);
    held.release(5, 'bulk');
    expect(held.freeForBulk).toBe(5);
  });

  it('are never all kept from bulk', () => {
    const held = new HeldAttempts(100);
    held.reserve(90);
    expect(held.freeForBulk).toBe(10);
    held.reserve(10, 'bulk');
    expect([held.free, held.freeForBulk]).toEqual([0, 0]);
  });

  it.each([
    [1, 1],
    [2, 1],
    [5, 4],
    [20, 17],
  ])('of %i, bulk may take %i', (capacity, bulk) => {
    expect(new HeldAttempts(capacity).freeForBulk).toBe(bulk);
  });
});
