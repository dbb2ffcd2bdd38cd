import { missingPackages, parseDependencies } from './debian-packages';

const text = `redis-tools
  Depends: adduser
  Depends: libatomic1
 |PreDepends: init-a
  PreDepends: init-b
  Depends: libsystemd0
    libelogind0
  Depends: <virtual>
    provider-a
    provider-b
adduser
  Depends: passwd
libatomic1
  Depends: libc6
libsystemd0
  Depends: libcap2:amd64
libelogind0
passwd
libcap2
`;

describe('parseDependencies', () => {
  it('groups alternatives, providers and pre-dependencies', () => {
    expect(parseDependencies(text).get('redis-tools')).toEqual([
      ['adduser'],
      ['libatomic1'],
      ['init-a', 'init-b'],
      ['libsystemd0', 'libelogind0'],
      ['provider-a', 'provider-b'],
    ]);
  });

  it('has one entry per package, without architectures', () => {
    const all = parseDependencies(text);
    expect([...all.keys()]).toContain('passwd');
    expect(all.get('libsystemd0')).toEqual([['libcap2']]);
    expect(all.get('passwd')).toEqual([]);
  });

  it('is empty for no output', () => {
    expect(parseDependencies('').size).toBe(0);
  });
});

describe('missingPackages', () => {
  const dependencies = parseDependencies(text);

  it('follows what is not installed and stops at what is', () => {
    const installed = new Set(['adduser', 'libc6', 'init-b']);
    expect(missingPackages('redis-tools', dependencies, installed)).toEqual([
      'redis-tools',
      'libatomic1',
      'libsystemd0',
      'provider-a',
      'libcap2',
    ]);
  });

  it('takes the root even where everything it needs is there', () => {
    const installed = new Set(['adduser', 'libatomic1', 'init-a', 'libelogind0', 'provider-b']);
    expect(missingPackages('redis-tools', dependencies, installed)).toEqual(['redis-tools']);
  });
});
