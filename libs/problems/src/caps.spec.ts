import { capError, capProblem, caps } from './caps';
import { MaestroError } from './problem';

const huge = 'x'.repeat(60_000_000);

describe('capProblem', () => {
  it('bounds every text and the list of faults', () => {
    const errors = Array.from({ length: 50 }, () => ({
      code: 'wrong-type' as const,
      pointer: huge,
      message: huge,
      suggestion: huge,
    }));
    const problem = capProblem(new MaestroError('validation-failed', huge, { errors }).toProblem());
    expect(problem.errors).toHaveLength(caps.errors);
    expect(JSON.stringify(problem).length).toBeLessThan(caps.message * (caps.errors + 1) * 1.5);
  });

  it('replaces what no row can hold', () => {
    expect(capProblem(new MaestroError('internal', 'a\0b\ud800c').toProblem()).detail).toBe(
      'a\ufffdb\ufffdc',
    );
  });

  it('keeps a whole pair of surrogates', () => {
    expect(capProblem(new MaestroError('internal', 'clef 𝄞').toProblem()).detail).toBe('clef 𝄞');
  });
});

describe('capError', () => {
  it('bounds message, stack and causes, and leaves other properties behind', () => {
    const cause = new Error(huge, { cause: new Error(huge) });
    const capped = capError(Object.assign(new TypeError(huge, { cause }), { body: huge }));
    expect(capped.name).toBe('TypeError');
    expect(capped.message).toHaveLength(caps.message);
    expect(capped.stack?.length).toBe(caps.stack);
    expect((capped.cause as Error).message).toHaveLength(caps.message);
    expect(capped).not.toHaveProperty('body');
  });

  it('ends with the third cause, also where an error is its own', () => {
    const error = new Error('round');
    error.cause = error;
    let depth = 0;
    for (let at: unknown = capError(error); at instanceof Error; at = at.cause) depth += 1;
    expect(depth).toBe(caps.causes + 1);
  });

  it.each([
    [() => undefined, 'undefined'],
    [() => 'a text', 'a text'],
    [
      () => ({
        toString() {
          throw new Error('no');
        },
      }),
      'Something was thrown that cannot be read.',
    ],
  ])('takes whatever is thrown', (thrown, message) => {
    expect(capError(thrown()).message).toBe(message);
  });
});
