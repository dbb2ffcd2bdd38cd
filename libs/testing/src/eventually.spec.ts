import { eventually } from './eventually';

describe('eventually', () => {
  const quick = { timeoutMs: 60, intervalMs: 5 };

  it('returns the first truthy value', async () => {
    const values = [undefined, 0, '', null, false, 'there', 'later'];
    expect(await eventually(() => values.shift(), quick)).toBe('there');
    expect(values).toEqual(['later']);
  });

  it('takes a throwing assertion as not yet', async () => {
    let looks = 0;
    await eventually(() => {
      looks += 1;
      expect(looks).toBe(3);
      return true;
    }, quick);
    expect(looks).toBe(3);
  });

  it('fails with the last value', async () => {
    await expect(eventually(() => null, { ...quick, what: 'The lamp' })).rejects.toThrow(
      'The lamp was not met within 60 ms; the last value was null',
    );
  });

  it('fails with the last error and keeps it as the cause', async () => {
    const error = new Error('no light');
    await expect(eventually(() => Promise.reject(error), quick)).rejects.toMatchObject({
      message: expect.stringContaining('the last error was: no light'),
      cause: error,
    });
  });
});
