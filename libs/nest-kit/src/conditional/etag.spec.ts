import { MaestroError } from '@maestro/problems';
import { etagOf, isSameState, isUnchanged, readTags } from './etag';
import { Precondition } from './precondition';

const shown = { id: 'a', cap: 5, spent: 1 };
const etag = etagOf(shown, ['spent']);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof MaestroError) return error.code;
  }
  return 'nothing';
};

describe('an entity tag', () => {
  it('is strong, quoted, and another for every difference', () => {
    expect(etagOf(shown)).toMatch(/^"[\w-]{22}"$/);
    expect(etagOf(shown)).toBe(etagOf({ ...shown }));
    expect(etagOf(shown)).not.toBe(etagOf({ ...shown, cap: 6 }));
  });

  it('lets a change be made though a counter has moved, and no copy pass for fresh', () => {
    const moved = etagOf({ ...shown, spent: 2 }, ['spent']);
    expect(isSameState(etag, moved)).toBe(true);
    expect(isUnchanged(etag, moved)).toBe(false);
    expect(isSameState(etag, etagOf({ ...shown, cap: 6 }, ['spent']))).toBe(false);
  });

  it('is found in lists, and in none that is weak', () => {
    expect(isSameState(`"x", ${etag}`, etag)).toBe(true);
    expect(isSameState(`W/${etag}`, etag)).toBe(false);
    expect(isUnchanged(`W/${etag}`, etag)).toBe(true);
    expect(isSameState('*', etag)).toBe(true);
    expect(isSameState('""', etag)).toBe(false);
  });

  it.each(['', 'abc', '"a', '"a" "b"', 'w/"a"', '"a",', Array(65).fill('"a"').join(',')])(
    'is not read from %p',
    (header) => expect(codeOf(() => readTags('If-Match', header))).toBe('bad-request'),
  );
});

describe('a precondition', () => {
  it('holds, or says what the state is', () => {
    const precondition = new Precondition(etag, ['spent']);
    expect(precondition.ignored).toBe(true);
    precondition.check({ ...shown, spent: 9 });
    expect(precondition.ignored).toBe(false);
    expect(codeOf(() => precondition.check({ ...shown, cap: 6 }))).toBe('version-conflict');
  });

  it('is none where the client gave none', () => {
    const precondition = new Precondition(undefined);
    precondition.check(shown);
    expect(precondition.ignored).toBe(false);
  });
});
