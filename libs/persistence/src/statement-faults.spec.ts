import { isUnavailable, sqlState, withRetry } from './retry';
import { disturbed } from './statement-faults';

/** Answers in order, then no more. */
const script =
  (...answers: boolean[]) =>
  () =>
    answers.shift() ?? false;

describe('a disturbed statement', () => {
  it('runs as ever where nothing hits', async () => {
    expect(await disturbed(() => false)(async () => 7)).toBe(7);
  });

  it('is refused before it ran, with errors that the real retry knows', async () => {
    let runs = 0;
    const work = async () => (runs += 1);
    const seen: (string | null)[] = [];
    const perform = disturbed(script(...Array.from({ length: 6 }, () => [false, true]).flat()));
    for (let i = 0; i < 6; i += 1) {
      await perform(work).catch((error: unknown) => {
        seen.push(sqlState(error));
        expect(isUnavailable(error) || /^40/.test(sqlState(error) ?? '')).toBe(true);
      });
    }
    expect(runs).toBe(0);
    expect(new Set(seen).size).toBe(6);
    // A conflict is repeated by whoever ran the statement.
    let conflicts = 0;
    const always = disturbed(script(false, true, false, true, false, true, false, true, false, true));
    await withRetry(() => always(work).catch((error) => ((conflicts += 1), Promise.reject(error)))).catch(
      () => undefined,
    );
    expect(conflicts).toBeGreaterThan(0);
  });

  it('takes place although its answer is lost, and then never says that it did not', async () => {
    let runs = 0;
    const perform = disturbed(script(...Array.from({ length: 8 }, () => [false, false, true]).flat()));
    for (let i = 0; i < 8; i += 1) {
      const error: unknown = await perform(async () => (runs += 1)).catch((reason: unknown) => reason);
      expect(isUnavailable(error)).toBe(true);
    }
    expect(runs).toBe(8);
  });
});
