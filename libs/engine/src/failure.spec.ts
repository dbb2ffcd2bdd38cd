import type { RetryPolicy } from '@maestro/dsl';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import fc from 'fast-check';
import { retryDelay } from './failure';

const policy: RetryPolicy = {
  max_attempts: 4,
  backoff: 'exponential',
  delay_ms: 1_000,
  max_delay_ms: 3_000,
  max_elapsed_ms: null,
  jitter: 'none',
  on: null,
  not_on: [],
};
const problem = (code: ProblemCode) => new MaestroError(code, 'x').toProblem();
const never = () => 0.5;

describe('retryDelay', () => {
  it('doubles up to the cap, and ends with the last attempt', () => {
    const delays = [1, 2, 3, 4].map((failures) =>
      retryDelay(policy, { error: problem('timeout'), failures }, never),
    );
    expect(delays).toEqual([1_000, 2_000, 3_000, null]);
  });

  it('grows by the step when linear and not at all when fixed', () => {
    const second = (backoff: RetryPolicy['backoff']) =>
      retryDelay({ ...policy, backoff }, { error: problem('timeout'), failures: 2 }, never);
    expect([second('fixed'), second('linear')]).toEqual([1_000, 2_000]);
  });

  it('retries what the error calls retryable, unless the policy names codes', () => {
    expect(retryDelay(policy, { error: problem('contract-broken'), failures: 1 }, never)).toBeNull();
    expect(
      retryDelay(
        { ...policy, on: ['contract-broken'] },
        { error: problem('contract-broken'), failures: 1 },
        never,
      ),
    ).toBe(1_000);
    expect(
      retryDelay({ ...policy, on: ['http_5xx'] }, { error: problem('timeout'), failures: 1 }, never),
    ).toBeNull();
    expect(
      retryDelay({ ...policy, not_on: ['timeout'] }, { error: problem('timeout'), failures: 1 }, never),
    ).toBeNull();
  });

  it('draws the whole pause at random under full jitter, never beyond the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const delay = retryDelay(
            { ...policy, max_attempts: 100, jitter: 'full' },
            { error: problem('timeout'), failures },
            () => random,
          );
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(policy.max_delay_ms);
        },
      ),
    );
  });
});
