import { problemKinds } from '@maestro/problems';
import { ExitCode, exitCodeOfProblem, exitCodeOfRun } from './exit-code';

describe('exitCodeOfProblem', () => {
  it.each([
    ['not-found', 3],
    ['unauthenticated', 4],
    ['invalid-token', 4],
    ['forbidden', 4],
    ['not-cancellable', 5],
    ['template-invalid', 6],
    ['malformed-yaml', 6],
    ['payload-too-large', 6],
    ['input-invalid', 6],
    ['egress-denied', 7],
    ['handler-disabled', 7],
    ['method-not-allowed', 11],
    ['rate-limited', 11],
    ['internal', 11],
    ['service-unavailable', 11],
  ] as const)('of %s is %i', (code, exitCode) => {
    expect(exitCodeOfProblem({ code, status: 418 })).toBe(exitCode);
  });

  it('is one of the documented numbers for every code of the register', () => {
    const documented = new Set<number>([3, 4, 5, 6, 7, 11]);
    for (const code of Object.keys(problemKinds)) {
      expect(documented).toContain(exitCodeOfProblem({ code, status: 200 }));
    }
  });

  it.each([
    [402, 7],
    [404, 3],
    [409, 5],
    [422, 6],
    [503, 11],
  ])('judges a code of a newer server by its status %i', (status, exitCode) => {
    expect(exitCodeOfProblem({ code: 'from-the-future', status })).toBe(exitCode);
  });
});

describe('exitCodeOfRun', () => {
  it.each([
    ['succeeded', ExitCode.ok],
    ['completed', ExitCode.ok],
    ['failed', ExitCode.runFailed],
    ['timed_out', ExitCode.runFailed],
    ['cancelled', ExitCode.runCancelled],
  ])('of %s is %i', (status, exitCode) => {
    expect(exitCodeOfRun(status)).toBe(exitCode);
  });
});
