import { parsePolicy } from './policy';

describe('parsePolicy', () => {
  it('reads the policy among the other lines', () => {
    expect(parsePolicy('# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\nmem_x:1\r\n')).toBe(
      'allkeys-lru',
    );
  });

  it('has none where the server tells none', () => {
    expect(parsePolicy('# Memory\r\nused_memory:1\r\n')).toBeUndefined();
  });
});
