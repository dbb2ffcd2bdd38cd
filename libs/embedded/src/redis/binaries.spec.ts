import { parseRedisVersion } from './binaries';

describe('parseRedisVersion', () => {
  it.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['Valkey server v=8.1.1 sha=0 malloc=libc', '8.1.1'],
  ])('%j', (text, version) => {
    expect(parseRedisVersion(text)).toBe(version);
  });

  it('refuses what only checks files', () => {
    expect(parseRedisVersion('redis-check-rdb 7.0.15')).toBeUndefined();
  });
});
