import { EXPRESS_PER_SECOND, Shares } from './share';

const task = (tenantId: string, queue = 'q') => ({ tenantId, runId: 'run', n: 0, queue });

describe('the lanes', () => {
  let now = 0;
  let shares: Shares;
  beforeEach(() => {
    now = 0;
    shares = new Shares(() => now);
  });
  const send = (count: number, tenant: string) =>
    Array.from({ length: count }, () => shares.laneOf(task(tenant))).filter((lane) => lane === 'bulk').length;

  it('take by express what a tenant sends within its budget, each second anew', () => {
    expect(send(EXPRESS_PER_SECOND, 'a')).toBe(0);
    now = 1_000;
    expect(send(EXPRESS_PER_SECOND, 'a')).toBe(0);
  });

  it('take all by bulk of a tenant that was over its budget a moment ago', () => {
    expect(send(EXPRESS_PER_SECOND + 10, 'a')).toBe(10);
    now = 4_000;
    expect(send(10, 'a')).toBe(10);
    now = 5_000;
    expect(send(10, 'a')).toBe(0);
  });

  it('are chosen for each tenant and queue by itself', () => {
    send(EXPRESS_PER_SECOND + 1, 'a');
    expect(send(1, 'b')).toBe(0);
    expect(shares.laneOf(task('a', 'other'))).toBe('express');
    expect(shares.busy('q')).toEqual(['a']);
  });

  it('remember for a while who was over its budget', () => {
    send(EXPRESS_PER_SECOND + 1, 'a');
    now = 4_999;
    expect(shares.busy('q')).toEqual(['a']);
    now = 5_001;
    expect(shares.busy('q')).toEqual([]);
  });
});
