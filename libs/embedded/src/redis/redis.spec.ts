import { redisConfig } from './redis';

describe('redisConfig', () => {
  const lines = redisConfig({ port: 7001, password: 's3cret', home: '/a "b" c' }).split('\n');

  it.each([
    'bind 127.0.0.1',
    'port 7001',
    'requirepass s3cret',
    'appendonly yes',
    'save ""',
    'maxmemory-policy noeviction',
    'dir "/a \\"b\\" c"',
  ])('has the line %j', (line) => {
    expect(lines).toContain(line);
  });
});
