import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { parsePairs, readInputFile } from './inputs';

const usage = (message: string): Error =>
  expect.objectContaining({ exitCode: 64, message: expect.stringContaining(message) });

describe('parsePairs', () => {
  it('takes a value as JSON where it parses as such, else as text', () => {
    expect(
      parsePairs([
        'n=5',
        's="5"',
        'b=true',
        'z=null',
        'l=[1,"a"]',
        'o={"a":1}',
        'name=Ada',
        'half=[1',
        'empty=',
        'e=a=b',
      ]),
    ).toEqual({
      n: 5,
      s: '5',
      b: true,
      z: null,
      l: [1, 'a'],
      o: { a: 1 },
      name: 'Ada',
      half: '[1',
      empty: '',
      e: 'a=b',
    });
  });

  it('gives back every JSON value and every text that is none', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(parsePairs([`k=${JSON.stringify(value)}`])).toEqual({
          k: JSON.parse(JSON.stringify(value)) as unknown,
        });
      }),
    );
  });

  it('takes a number beyond 2⁵³ that is exactly what is written', () => {
    expect(parsePairs(['n=120000000000000000000'])).toEqual({ n: 120000000000000000000 });
  });

  it.each(['novalue', '=5', ''])('refuses "%s"', (pair) => {
    expect(() => parsePairs([pair])).toThrow(usage('key=value'));
  });

  it('refuses a key given twice', () => {
    expect(() => parsePairs(['a=1', 'a=2'])).toThrow(usage('twice'));
  });

  it.each(['id=12345678901234567890', 'big=1e999', 'n=-9007199254740993'])(
    'refuses to change a number: %s',
    (pair) => {
      expect(() => parsePairs([pair])).toThrow(usage('quote it'));
    },
  );

  it('takes a key that would be special to JavaScript as any other', () => {
    const inputs = parsePairs(['__proto__={"a":1}']);
    expect(Object.keys(inputs)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(inputs)).toBe(Object.prototype);
  });
});

describe('readInputFile', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'maestro-inputs-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const nothing = Readable.from([]);

  it('reads an object from a file or from standard input', async () => {
    const path = join(folder, 'inputs.json');
    writeFileSync(path, '\uFEFF{"a": 1}');
    expect(await readInputFile(path, nothing)).toEqual({ a: 1 });
    expect(await readInputFile('-', Readable.from([Buffer.from('{"b"'), Buffer.from(':2}')]))).toEqual({
      b: 2,
    });
  });

  it.each([
    ['[1]', 'must hold a JSON object'],
    ['null', 'must hold a JSON object'],
    ['{', 'is not JSON'],
    [Buffer.from([0xff, 0xfe]), 'is not UTF-8'],
    [Buffer.alloc(5 * 1024 * 1024, 0x20), 'larger than 4 MiB'],
  ])('refuses %j', async (content, message) => {
    const bytes = Buffer.from(content);
    const path = join(folder, 'inputs.json');
    writeFileSync(path, bytes);
    await expect(readInputFile(path, nothing)).rejects.toThrow(usage(message));
    await expect(readInputFile('-', Readable.from([bytes]))).rejects.toThrow(usage(message));
  });
});
