import { nextHop, type Hop } from './redirect';

const hop: Hop = {
  url: new URL('https://a.test/one?x=1'),
  method: 'POST',
  headers: {
    accept: '*/*',
    authorization: 'Bearer t',
    cookie: 'c',
    'x-api-key': 'k',
    'content-type': 'application/json',
    'idempotency-key': 'i',
  },
  body: Buffer.from('{}'),
  led: false,
};

const follow = (from: Hop, status: number, location: string | undefined) =>
  nextHop(from, { status, location, listed: true });

describe('nextHop', () => {
  it.each([200, 204, 300, 304, 400])('takes %i for an answer', (status) => {
    expect(follow(hop, status, '/two')).toBeNull();
  });

  it('takes a redirect without a target for an answer', () => expect(follow(hop, 302, undefined)).toBeNull());

  it('resolves a relative target and keeps headers within the origin', () => {
    const next = follow(hop, 307, '../two#part');
    expect(next).toMatchObject({ method: 'POST', headers: hop.headers, body: hop.body });
    expect(next?.url.href).toBe('https://a.test/two');
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [302, 'DELETE', 'DELETE'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('answers %i to %s with %s', (status, method, expected) => {
    const next = follow({ ...hop, method }, status, '/two');
    expect(next?.method).toBe(expected);
    expect(next?.body).toBe(expected === method ? hop.body : null);
    expect('content-type' in (next?.headers ?? {})).toBe(expected === method);
  });

  it.each(['https://b.test/', 'http://a.test/', 'https://a.test:8443/', '//b.test/'])(
    'carries no credential to the other origin %s',
    (target) => {
      expect(follow(hop, 308, target)?.headers).toEqual({
        accept: '*/*',
        'content-type': 'application/json',
        'idempotency-key': 'i',
      });
    },
  );

  it('remembers that a server outside the allow list chose the way', () => {
    const outside = { status: 302, location: 'https://b.test/', listed: false };
    const led = nextHop(hop, outside);
    expect(led?.led).toBe(true);
    expect(led && follow(led, 302, '/back')?.led).toBe(true);
    expect(follow(hop, 302, '/back')?.led).toBe(false);
  });

  it('refuses credentials, other schemes and nonsense as target', () => {
    expect(() => follow(hop, 302, 'https://u:p@b.test/')).toThrow(
      expect.objectContaining({ code: 'invalid-header' }),
    );
    expect(() => follow(hop, 302, 'file:///etc/passwd')).toThrow(
      expect.objectContaining({ code: 'unsupported-scheme' }),
    );
    expect(() => follow(hop, 302, 'http://[')).toThrow(expect.objectContaining({ code: 'connection' }));
  });
});
