import fc from 'fast-check';
import { MASK } from '@maestro/dsl';
import { createMasker, noMask } from './masker';

const SECRET = `Tr0ub4dor & "3"/<x>='$y'`;

/** Six bits a character: the last one may depend on what follows. */
const sureUpTo = (value: string, shift: number) => Math.floor(((shift + Buffer.byteLength(value)) * 8) / 6);

/** Independent of the code under test: what other programs make of a value. */
const encodings: Readonly<Record<string, (value: string) => string>> = {
  raw: (value) => value,
  base64: (value) => Buffer.from(value).toString('base64').slice(0, sureUpTo(value, 0)),
  'base64, second alignment': (value) =>
    Buffer.from(`:${value}`).toString('base64').slice(2, sureUpTo(value, 1)),
  'base64, third alignment': (value) =>
    Buffer.from(`u:${value}`).toString('base64').slice(3, sureUpTo(value, 2)),
  base64url: (value) => Buffer.from(value).toString('base64url').slice(0, sureUpTo(value, 0)),
  hex: (value) => Buffer.from(value).toString('hex'),
  'upper hex': (value) => Buffer.from(value).toString('hex').toUpperCase(),
  'a part of an address': (value) => encodeURIComponent(value),
  'a form': (value) => new URLSearchParams({ x: value }).toString().slice(2),
  'a query': (value) => new URL(`http://h/?q=${encodeURIComponent(value)}`).search.slice(3),
  'a query of its own': (value) => {
    const url = new URL('http://h/');
    url.searchParams.set('q', value);
    return url.search.slice(3);
  },
  JSON: (value) => JSON.stringify(value).slice(1, -1),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  HTML: (value) =>
    value.replace(
      /[&<>"']/g,
      (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? '&#39;',
    ),
  'a shell, in double quotes': (value) => value.replace(/[\\"$`]/g, '\\$&'),
  'a shell, in single quotes': (value) => value.replaceAll("'", "'\\''"),
};

const values = fc
  .string({ minLength: 6, maxLength: 80, unit: 'grapheme' })
  .filter((value) => value.trim().length > 5);
const around = fc.string({ maxLength: 40 });

it.each(Object.keys(encodings))('finds a value as %s', (name) => {
  const encode = encodings[name] as (value: string) => string;
  fc.assert(
    fc.property(values, around, around, (value, before, after) => {
      const masked = createMasker([value]).text(`${before}${encode(value)}${after}`);
      expect(masked).not.toContain(encode(value));
      expect(masked).toContain(MASK);
    }),
    { examples: [[SECRET, '', '']] },
  );
});

it('finds what a program wrapped into lines', () => {
  const long = 'x7'.repeat(90);
  const wrapped = Buffer.from(`head ${long}`).toString('base64').replace(/.{76}/g, '$&\n');
  const masked = createMasker([long]).text(`-----\n${wrapped}\n-----`);
  expect(masked).toContain(MASK);
  expect(masked.length).toBeLessThan(40);
});

it('finds each line of a value that has several', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n';
  const masked = createMasker([key]).text(key.replace(/^/gm, '  > '));
  expect(masked).not.toMatch(/MIIE|kqhk/);
});

describe('in pieces', () => {
  it('says the same as of the whole, wherever the seams are', () => {
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 3 }),
        fc.array(fc.oneof(around, fc.nat(60).map(String), fc.constantFrom('\n', '%', '\r\n')), {
          maxLength: 30,
        }),
        fc.infiniteStream(fc.integer({ min: 1, max: 700 })),
        (secrets, noise, sizes) => {
          const names = Object.keys(encodings);
          const text = noise
            .map(
              (each, i) =>
                each +
                (encodings[names[i % names.length] ?? 'raw'] as (v: string) => string)(
                  secrets[i % secrets.length] ?? '',
                ),
            )
            .join('')
            .repeat(8);
          const masker = createMasker(secrets);
          const stream = masker.stream();
          let said = '';
          let from = 0;
          for (const size of sizes) {
            if (from >= text.length) break;
            said += stream.write(text.slice(from, from + size));
            from += size;
          }
          expect(said + stream.end()).toBe(masker.text(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds back no more than it has to', () => {
    const stream = createMasker(['abcdefgh']).stream();
    expect(stream.write('x'.repeat(100_000)).length).toBeGreaterThan(99_000);
  });
});

it('masks overlapping values as one', () => {
  expect(createMasker(['abcdef', 'efghij']).text('-abcdefghij-')).toBe(`-${MASK}-`);
});

it('masks keys, members and numbers of a value, and leaves the rest as it is', () => {
  const masker = createMasker(['123456', 'hunter22']);
  const value = { hunter22: ['x hunter22 y', 123456, 7, null, true], other: { deep: 'hunter22' } };
  expect(masker.value(value)).toEqual({
    [MASK]: [`x ${MASK} y`, MASK, 7, null, true],
    other: { deep: MASK },
  });
});

it('looks at nothing where no secret was given', () => {
  const value = { a: 1 };
  expect(createMasker([])).toBe(noMask);
  expect(noMask.value(value)).toBe(value);
});
