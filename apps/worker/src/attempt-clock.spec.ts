import type { ClaimedTask } from '@maestro/engine';
import { watchAttempt } from './attempt-clock';
import { HeldAttempts, type HeldAttempt } from './held-attempts';

describe('the clock of an attempt', () => {
  let attempt: HeldAttempt;
  beforeEach(() => {
    jest.useFakeTimers();
    attempt = new HeldAttempts(1).hold({} as ClaimedTask);
  });
  afterEach(() => jest.useRealTimers());

  it('stops it at its timeout, also beyond what a timer can hold', () => {
    const days = 60 * 24 * 3_600_000;
    watchAttempt(attempt, { timeoutMs: days, heartbeatMs: null });
    jest.advanceTimersByTime(days - 1_000);
    expect(attempt.stopped()).toBeNull();
    jest.advanceTimersByTime(1_000);
    expect(attempt.stopped()).toBe('timeout');
  });

  it('stops it when it gives no sign of life, and not while it does', () => {
    watchAttempt(attempt, { timeoutMs: 60_000, heartbeatMs: 1_000 });
    for (let beat = 0; beat < 5; beat += 1) {
      jest.advanceTimersByTime(900);
      attempt.beat();
    }
    expect(attempt.stopped()).toBeNull();
    jest.advanceTimersByTime(1_000);
    expect([attempt.stopped(), attempt.signal.aborted]).toEqual(['heartbeat-timeout', true]);
  });

  it('does not blame it for the time in which the whole process stood still', () => {
    watchAttempt(attempt, { timeoutMs: 60_000, heartbeatMs: 1_000 });
    const stood = jest.spyOn(performance, 'now');
    const now = performance.now();
    stood.mockReturnValue(now + 10_000);
    jest.advanceTimersByTime(1_000);
    expect(attempt.stopped()).toBeNull();
    stood.mockRestore();
  });

  it('leaves it alone once the watch has ended', () => {
    watchAttempt(attempt, { timeoutMs: 1_000, heartbeatMs: 500 })();
    jest.advanceTimersByTime(10_000);
    expect(attempt.stopped()).toBeNull();
  });
});
