import fc from 'fast-check';
import { formatId, formatTaskId, isUuid, newId, parseId, parseTaskId } from './ids';

const taskNumber = fc.nat(999_999_999);
const letters = '[0-9a-hjkmnp-tv-z]';

/** The first 48 bits of a version 7 uuid: milliseconds since 1970. */
function millisecondsOf(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
}

const increasing = (ids: readonly string[]): boolean =>
  ids.every((id, i) => i === 0 || id > (ids[i - 1] as string));

describe('a new id', () => {
  afterEach(() => jest.useRealTimers());

  it('is a uuid in the version 7 layout, with the time in front', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isUuid(id)).toBe(true);
    expect(millisecondsOf(id)).toBeGreaterThanOrEqual(before);
    expect(millisecondsOf(id)).toBeLessThanOrEqual(Date.now());
  });

  it('ends in 62 random bits, so that two processes do not meet', () => {
    const tails = new Set(Array.from({ length: 1_000 }, () => newId().slice(19)));
    expect(tails.size).toBe(1_000);
  });

  it('is later than the one before, even in a millisecond that gives more than the counter holds', () => {
    jest.useFakeTimers({ now: Date.now() + 60_000 });
    const ids = Array.from({ length: 10_000 }, newId);
    expect(increasing(ids)).toBe(true);
    // The clock stands still: what no longer fits has gone into milliseconds to come.
    expect(millisecondsOf(ids.at(-1) as string) - millisecondsOf(ids[0] as string)).toBeLessThan(4);
  });

  it('is later than the one before, even when the clock is put back', () => {
    jest.useFakeTimers({ now: Date.now() + 120_000 });
    const before = newId();
    jest.setSystemTime(Date.now() - 3_600_000);
    expect(increasing([before, newId(), newId()])).toBe(true);
  });
});

describe('an id at the edge', () => {
  it('says its type, and leads back to the uuid', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('run' as const, 'tpl', 'ten'), (uuid, prefix) => {
        const text = formatId(prefix, uuid);
        expect(text).toMatch(new RegExp(`^${prefix}_${letters}{26}$`));
        expect(parseId(prefix, text)).toBe(uuid);
      }),
    );
  });

  it('sorts as its uuid does', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(formatId('run', one) < formatId('run', other)).toBe(one < other);
      }),
    );
  });

  it('has one spelling: what is read was written so', () => {
    const nearly = fc.stringMatching(/^[0-9a-z]{26}$/);
    fc.assert(
      fc.property(nearly, (body) => {
        const uuid = parseId('run', `run_${body}`);
        if (uuid !== null) expect(formatId('run', uuid)).toBe(`run_${body}`);
      }),
    );
  });

  it('is unknown under another type', () => {
    const text = formatId('run', newId());
    expect(parseId('tpl', text)).toBeNull();
    expect(parseId('ten', text.replace('run_', 'ten'))).toBeNull();
  });

  it('is unknown where it is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 26, maxLength: 26 })), (body) => {
        fc.pre(!new RegExp(`^[0-7]${letters}{25}$`).test(body));
        expect(parseId('run', body)).toBeNull();
        expect(parseId('run', `run_${body}`)).toBeNull();
      }),
    );
  });

  it('is unknown where it has more than 128 bits', () => {
    expect(parseId('run', `run_7${'z'.repeat(25)}`)).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(parseId('run', `run_8${'0'.repeat(25)}`)).toBeNull();
    expect(parseId('run', `run_${'z'.repeat(26)}`)).toBeNull();
  });
});

describe('the id of a task', () => {
  it('leads back to its run and its number', () => {
    fc.assert(
      fc.property(fc.uuid(), taskNumber, (runId, n) => {
        expect(parseTaskId(formatTaskId(runId, n))).toEqual({ runId, n });
      }),
    );
  });

  const run = formatId('run', newId()).slice(4);
  it.each([
    ['no number', `task_${run}`],
    ['an empty number', `task_${run}_`],
    ['a leading zero', `task_${run}_01`],
    ['a sign', `task_${run}_-1`],
    ['a number past an integer column', `task_${run}_1000000000`],
    ['a run of more than 128 bits', `task_8${'0'.repeat(25)}_1`],
    ['a letter that is not in the alphabet', `task_${run.slice(0, 25)}u_1`],
    ['another type', `run_${run}_1`],
    ['something behind it', `task_${run}_1 `],
  ])('is unknown with %s', (_, text) => {
    expect(parseTaskId(text)).toBeNull();
  });
});

describe('isUuid', () => {
  it.each([
    ['00000000-0000-0000-0000-000000000000', true],
    ['', false],
    ['00000000000000000000000000000000', false],
    ['0190A000-0000-7000-8000-000000000000', false],
    ['0190a000-0000-7000-8000-00000000000g', false],
    [' 0190a000-0000-7000-8000-000000000000', false],
  ])('%s: %s', (text, expected) => {
    expect(isUuid(text)).toBe(expected);
  });
});
