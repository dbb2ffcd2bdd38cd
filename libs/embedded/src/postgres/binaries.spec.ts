import { parsePostgresVersion } from './binaries';

describe('parsePostgresVersion', () => {
  it.each([
    ['postgres (PostgreSQL) 18.4\n', '18.4', 18],
    ['postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n', '15.18', 15],
    ['postgres (PostgreSQL) 19beta1\n', '19beta1', 19],
  ])('%j', (text, version, major) => {
    expect(parsePostgresVersion(text)).toEqual({ version, major });
  });

  it.each(['', 'initdb (PostgreSQL) 18.4', 'libicui18n.so.60: cannot open shared object file'])(
    'refuses %j',
    (text) => {
      expect(parsePostgresVersion(text)).toBeUndefined();
    },
  );
});
