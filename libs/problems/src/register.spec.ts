import { isProblemCode, problemKinds } from './register';

const kinds = Object.entries(problemKinds);

describe('the register of problems', () => {
  it('has codes in kebab-case, or those of a remote answer', () => {
    const odd = kinds.map(([code]) => code).filter((code) => !/^([a-z]+(-[a-z]+)*|http_[45]xx)$/.test(code));
    expect(odd).toEqual([]);
  });

  it.each(kinds)('%s has the status of an error, and a title that is one plain sentence', (_, kind) => {
    expect(Number.isInteger(kind.status)).toBe(true);
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.status).toBeLessThan(600);
    expect(kind.title).toMatch(/^[A-Z][^.\n]{5,78}[^.\s]$/);
  });

  it('never offers to repeat what the caller must change first', () => {
    const caller = [400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 431];
    const odd = kinds
      .filter(([, kind]) => caller.includes(kind.status) && kind.retryable)
      .map(([code]) => code);
    expect(odd).toEqual([]);
  });

  it('says of every trouble that passes by itself that a retry can help', () => {
    const passing = [408, 429, 500, 502, 503, 504];
    const odd = kinds
      .filter(([, kind]) => passing.includes(kind.status) && !kind.retryable)
      .map(([code]) => code);
    expect(odd).toEqual([]);
  });

  it('has a title of its own for each code', () => {
    const titles = kinds.map(([, kind]) => kind.title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('isProblemCode', () => {
  it('knows what is registered', () => {
    expect(kinds.every(([code]) => isProblemCode(code))).toBe(true);
  });

  it.each(['', 'no-such-code', 'toString', '__proto__', 'constructor', 'Not-Found'])(
    'does not know "%s"',
    (code) => {
      expect(isProblemCode(code)).toBe(false);
    },
  );
});
