import { MaestroError, truncate } from './problem';
import { problemKinds } from './register';

describe('MaestroError', () => {
  it('is an error with what the register says of its code', () => {
    const cause = new Error('below');
    const error = new MaestroError('connection', 'The server hung up.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'MaestroError',
      message: 'The server hung up.',
      code: 'connection',
      status: problemKinds.connection.status,
      retryable: true,
      headers: {},
      cause,
    });
    expect(error.errors).toBeUndefined();
    expect(error.retryAfter).toBeUndefined();
  });

  it('may know better than the register whether a retry can help', () => {
    expect(new MaestroError('connection', 'x', { retryable: false }).retryable).toBe(false);
    expect(new MaestroError('command-failed', 'x', { retryable: true }).retryable).toBe(true);
    expect(new MaestroError('command-failed', 'x').retryable).toBe(false);
  });

  it('keeps its detail within 8 Ki', () => {
    expect(new MaestroError('internal', 'x'.repeat(1_000_000)).message).toHaveLength(8 * 1024);
  });
});

describe('a problem', () => {
  it('has the members that say something, and no others', () => {
    expect(new MaestroError('not-found', 'There is no run with this id.').toProblem()).toStrictEqual({
      type: 'https://maestro.dev/problems/not-found',
      title: problemKinds['not-found'].title,
      status: 404,
      code: 'not-found',
      detail: 'There is no run with this id.',
      retryable: false,
    });
  });

  it('says where it happened and which fields are at fault', () => {
    const errors = [{ pointer: '/inputs/n', code: 'wrong-type' as const, message: 'expected a number' }];
    const error = new MaestroError('validation-failed', 'One fault.', { errors });
    expect(error.toProblem({ instance: '/api/runs', traceId: 'abc' })).toMatchObject({
      instance: '/api/runs',
      trace_id: 'abc',
      errors,
    });
  });

  it('keeps to itself what is not for the user', () => {
    const error = new MaestroError('rate-limited', 'Slow down.', {
      cause: new Error('secret'),
      retryAfter: 3,
      headers: { 'Retry-After': '3' },
      errors: [],
    });
    const text = JSON.stringify(error.toProblem());
    expect(text).not.toMatch(/secret|stack|cause|header|errors/);
  });

  it('survives JSON unchanged: it is also the error of a stored task', () => {
    const problem = new MaestroError('timeout', 'Too slow.', {
      errors: [{ code: 'timeout', message: 'x' }],
    }).toProblem();
    expect(JSON.parse(JSON.stringify(problem))).toStrictEqual(problem);
  });
});

describe('truncate', () => {
  it.each([
    ['', 3, ''],
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abcd', 1, '…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
  ])('"%s" to %i: "%s"', (text, max, expected) => {
    expect(truncate(text, max)).toBe(expected);
  });
});
