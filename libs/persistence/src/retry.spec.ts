import { isDataError, isUnavailable, sqlState, withRetry } from './retry';

/** An error as the driver throws it. */
function driverError(code: string, message = 'refused'): Error {
  return Object.assign(new Error(message), { code });
}

/** Work that fails with each of `errors` in turn, then succeeds; counts its calls. */
function failingWith(...errors: unknown[]) {
  const work = { calls: 0, run: async () => '' };
  work.run = async () => {
    work.calls += 1;
    if (errors.length > 0) throw errors.shift();
    return 'done';
  };
  return work;
}

describe('withRetry', () => {
  it.each(['40001', '40P01'])('repeats after %s until the work succeeds', async (code) => {
    const work = failingWith(driverError(code), driverError(code));
    await expect(withRetry(work.run)).resolves.toBe('done');
    expect(work.calls).toBe(3);
  });

  it.each(['23505', '40002', '57014', '08006', 'ECONNREFUSED'])('does not repeat after %s', async (code) => {
    const error = driverError(code);
    const work = failingWith(error);
    await expect(withRetry(work.run)).rejects.toBe(error);
    expect(work.calls).toBe(1);
  });

  it.each([
    ['an error without a code', new Error('bug')],
    ['something thrown that is no error', 'bug'],
  ])('does not repeat after %s', async (_, thrown) => {
    const work = failingWith(thrown);
    await expect(withRetry(work.run)).rejects.toBe(thrown);
    expect(work.calls).toBe(1);
  });

  it('gives up after five tries, with the last error', async () => {
    const errors = Array.from({ length: 9 }, (_, i) => driverError('40P01', `deadlock ${i + 1}`));
    const work = failingWith(...errors);
    await expect(withRetry(work.run)).rejects.toThrow('deadlock 5');
    expect(work.calls).toBe(5);
  });
});

describe('what an error says', () => {
  const table: [string, unknown, { unavailable: boolean; data: boolean }][] = [
    ['a broken connection', driverError('08006'), { unavailable: true, data: false }],
    ['too many connections', driverError('53300'), { unavailable: true, data: false }],
    ['a server that shuts down', driverError('57P01'), { unavailable: true, data: false }],
    ['a statement that took too long', driverError('57014'), { unavailable: true, data: false }],
    ['a closed port', driverError('ECONNREFUSED'), { unavailable: true, data: false }],
    ['a reset socket', driverError('ECONNRESET'), { unavailable: true, data: false }],
    ['an unknown host', driverError('ENOTFOUND'), { unavailable: true, data: false }],
    [
      'a driver without a code',
      new Error('Connection terminated unexpectedly'),
      { unavailable: true, data: false },
    ],
    ['a query without an answer', new Error('Query read timeout'), { unavailable: true, data: false }],
    ['a value that does not fit', driverError('22P05'), { unavailable: false, data: true }],
    ['a broken constraint', driverError('23514'), { unavailable: false, data: true }],
    ['a deadlock', driverError('40P01'), { unavailable: false, data: false }],
    ['a missing permission', driverError('42501'), { unavailable: false, data: false }],
    ['a bug', new TypeError('x is not a function'), { unavailable: false, data: false }],
    ['no error at all', { code: '08006' }, { unavailable: false, data: false }],
  ];

  it.each(table)('%s', (_, error, expected) => {
    expect({ unavailable: isUnavailable(error), data: isDataError(error) }).toEqual(expected);
  });

  it('has a SQLSTATE only where the driver gave one', () => {
    expect(sqlState(driverError('23505'))).toBe('23505');
    expect(sqlState(new Error('none'))).toBeNull();
    expect(sqlState(Object.assign(new Error('number'), { code: 7 }))).toBeNull();
    expect(sqlState('23505')).toBeNull();
  });
});
