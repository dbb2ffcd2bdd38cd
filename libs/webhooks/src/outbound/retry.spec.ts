import { readRetryAfter, RETRY_AFTER_MS, retryIn } from './retry';

it('tries ten times in three to four days, each time a little off', () => {
  const pauses = RETRY_AFTER_MS.map((_, i) => retryIn({ attempts: i + 1, askedMs: null }, 0.5) as number);
  expect(pauses).toEqual(RETRY_AFTER_MS);
  const days = pauses.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
  expect(days).toBeGreaterThan(3);
  expect(days).toBeLessThan(4);
  expect(retryIn({ attempts: 10, askedMs: null }, 0.5)).toBeNull();
  expect([0, 1].map((random) => retryIn({ attempts: 1, askedMs: null }, random))).toEqual([4_000, 6_000]);
});

it('waits as long as the server asks, within a day, and never less than it would by itself', () => {
  expect(retryIn({ attempts: 1, askedMs: 60_000 }, 0.5)).toBe(60_000);
  expect(retryIn({ attempts: 1, askedMs: 1 }, 0.5)).toBe(5_000);
  expect(retryIn({ attempts: 1, askedMs: 1e12 }, 0.5)).toBe(86_400_000);
});

it('reads seconds and dates, and nothing else', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(readRetryAfter('120', now)).toBe(120_000);
  expect(readRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
  expect(readRetryAfter('Wed, 31 Dec 2025 00:01:00 GMT', now)).toBe(0);
  for (const odd of [undefined, '', 'soon', '-1', '1.5', '2026-01-01', '99999999999'])
    expect(readRetryAfter(odd, now)).toBeNull();
});
