import { WrongKeyLimiter } from './wrong-key-limiter';

describe('WrongKeyLimiter', () => {
  let now = 0;
  let limiter: WrongKeyLimiter;

  beforeEach(() => {
    now = 1_000;
    limiter = new WrongKeyLimiter(() => now);
  });

  const fail = (address: string, times: number) => {
    for (let i = 0; i < times; i += 1) limiter.record(address);
  };

  it('E015: lets 200 wrong keys a minute pass and refuses from then on', () => {
    fail('10.0.0.1', 199);
    expect(limiter.retryAfter('10.0.0.1')).toBeNull();
    fail('10.0.0.1', 1);
    expect(limiter.retryAfter('10.0.0.1')).toBe(60);
  });

  it('says how long is left, and forgets once the minute is over', () => {
    fail('10.0.0.1', 200);
    now += 59_500;
    expect(limiter.retryAfter('10.0.0.1')).toBe(1);
    now += 500;
    expect(limiter.retryAfter('10.0.0.1')).toBeNull();
    fail('10.0.0.1', 1);
    expect(limiter.retryAfter('10.0.0.1')).toBeNull();
  });

  it('does not hold one address to account for another', () => {
    fail('10.0.0.1', 200);
    expect(limiter.retryAfter('10.0.0.2')).toBeNull();
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
  ])('counts %s and %s as one client', (a, b) => {
    fail(a, 200);
    expect(limiter.retryAfter(b)).not.toBeNull();
  });

  it('tells the networks of one IPv6 provider apart', () => {
    fail('2001:db8:1:2::1', 200);
    expect(limiter.retryAfter('2001:db8:1:3::1')).toBeNull();
  });

  it('forgets the oldest address rather than grow without bound', () => {
    fail('10.0.0.1', 200);
    for (let i = 0; i < 10_000; i += 1) limiter.record(`client-${i}`);
    expect(limiter.retryAfter('10.0.0.1')).toBeNull();
  });
});
