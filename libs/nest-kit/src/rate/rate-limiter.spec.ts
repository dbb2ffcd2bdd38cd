import type { FastifyReply } from 'fastify';
import type { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { Bucket } from './bucket';
import { RateLimiter, type TakenTurns } from './rate-limiter';

const principal = (id: string, tenantId = 't1') => ({ tenantId, kind: 'api_key', id }) as Principal;
const rates = { key: { perSecond: 10, burst: 20 }, tenant: { perSecond: 15, burst: 30 } };

function limiter(share: (taken: readonly TakenTurns[]) => Promise<number[]> = async () => []) {
  let now = 1_000;
  const headers: Record<string, unknown> = {};
  const reply = {
    header: (name: string, value: unknown) => (headers[name] = value),
  } as unknown as FastifyReply;
  const rateLimiter = new RateLimiter({ ratesOf: () => rates, share, now: () => now });
  const allowed = (who: Principal): true | MaestroError => {
    try {
      rateLimiter.take(who, reply);
      return true;
    } catch (error) {
      return error as MaestroError;
    }
  };
  return { allowed, headers, wait: (ms: number) => (now += ms), close: () => rateLimiter.close() };
}

const count = (times: number, ask: () => true | MaestroError) =>
  Array.from({ length: times }, ask).filter((answer) => answer === true).length;

describe('a rate', () => {
  it('gives so many turns at once, and then so many a second', () => {
    const { allowed, wait, close } = limiter();
    const a = principal('a');
    expect(count(100, () => allowed(a))).toBe(20);
    wait(1_000);
    expect(count(100, () => allowed(a))).toBe(10);
    wait(60_000);
    expect(count(100, () => allowed(a))).toBe(20);
    close();
  });

  it('is one for each key, and one for all keys of a tenant', () => {
    const { allowed, close } = limiter();
    expect(count(100, () => allowed(principal('a')))).toBe(20);
    expect(count(100, () => allowed(principal('b')))).toBe(10);
    expect(count(100, () => allowed(principal('c', 't2')))).toBe(20);
    close();
  });

  it('says what is left, and whom to wait for', () => {
    const { allowed, headers, close } = limiter();
    const a = principal('a');
    allowed(a);
    expect(headers).toEqual({
      'RateLimit-Policy': '"key";q=20;w=2, "tenant";q=30;w=2',
      RateLimit: '"key";r=19;t=1, "tenant";r=29;t=1',
    });
    count(19, () => allowed(a));
    const refused = allowed(a) as MaestroError;
    expect([refused.code, refused.retryAfter, refused.policy]).toEqual(['rate-limited', 1, 'key']);
    expect(headers['RateLimit']).toBe('"key";r=0;t=2');
    count(10, () => allowed(principal('b')));
    expect((allowed(principal('b')) as MaestroError).policy).toBe('tenant');
    close();
  });

  it('takes off what other processes have let through', () => {
    const [ours, theirs] = [new Bucket(), new Bucket()];
    const { key } = rates;
    for (let i = 0; i < 5; i += 1) ours.take(key, 0);
    for (let i = 0; i < 10; i += 1) theirs.take(key, 0);
    expect([ours.share(), theirs.share()]).toEqual([5, 10]);
    ours.take(key, 0);
    // Fifteen turns of 100 ms each, and one that nobody has heard of.
    ours.learn(1_500, key, 0);
    expect(ours.take(key, 0).remaining).toBe(3);
  });

  it('holds where nobody can be told', async () => {
    jest.useFakeTimers();
    try {
      const told: number[] = [];
      let away = true;
      const { allowed, close } = limiter((taken) => {
        told.push(...taken.map(({ turns }) => turns));
        return away ? Promise.reject(new Error('no Redis')) : Promise.resolve([]);
      });
      expect(count(100, () => allowed(principal('a')))).toBe(20);
      await jest.advanceTimersByTimeAsync(250);
      away = false;
      expect(allowed(principal('a'))).not.toBe(true);
      await jest.advanceTimersByTimeAsync(250);
      expect(told).toEqual([20, 20, 20]);
      close();
    } finally {
      jest.useRealTimers();
    }
  });
});
