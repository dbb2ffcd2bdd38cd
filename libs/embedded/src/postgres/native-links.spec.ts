import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinks, missingLinks, shorterLibraryNames } from './native-links';

describe('shorterLibraryNames', () => {
  it.each([
    ['libicudata.68.2.dylib', ['libicudata.dylib', 'libicudata.68.dylib']],
    ['libpq.5.dylib', ['libpq.dylib']],
    ['libz.dylib', []],
    ['libpq.so.5.18', []],
    ['pkgconfig', []],
  ])('%s → %j', (file, names) => {
    expect(shorterLibraryNames(file)).toEqual(names);
  });
});

describe('the links of an unpacked package', () => {
  let native: string;
  const lib = (name: string) => join(native, 'lib', name);

  beforeEach(() => {
    native = join(mkdtempSync(join(tmpdir(), 'native-')), 'native');
    mkdirSync(join(native, 'lib'), { recursive: true });
    for (const file of ['libpq.so.5.18', 'libicuuc.68.2.dylib']) writeFileSync(lib(file), '');
    const declared = ['libpq.so', 'libpq.so.5'].map((name) => ({
      source: 'native/lib/libpq.so.5.18',
      target: `native/lib/${name}`,
    }));
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(declared));
  });
  afterEach(() => rmSync(join(native, '..'), { recursive: true }));

  it('are the declared ones and, for macOS, the usual ones; existing ones are left out', () => {
    symlinkSync('libpq.so.5.18', lib('libpq.so'));
    expect(missingLinks(native)).toEqual([
      { path: lib('libpq.so.5'), target: 'libpq.so.5.18' },
      { path: lib('libicuuc.dylib'), target: 'libicuuc.68.2.dylib' },
      { path: lib('libicuuc.68.dylib'), target: 'libicuuc.68.2.dylib' },
    ]);
  });

  it('can be made, also when somebody else is making them', () => {
    const links = missingLinks(native);
    expect(createLinks(links)).toBe(true);
    expect(readlinkSync(lib('libpq.so.5'))).toBe('libpq.so.5.18');
    expect(missingLinks(native)).toEqual([]);
    expect(createLinks(links)).toBe(true);
  });
});
