import { createEgress } from './egress';
import { checkHeaders } from './request-headers';

describe('E095 request headers', () => {
  it('lower-cases names and keeps values', () => {
    expect(checkHeaders({ 'X-Api-Key': 'a\tb é', Accept: '' })).toEqual({
      'x-api-key': 'a\tb é',
      accept: '',
    });
  });

  it.each([
    ['X', 'a\r\nInjected: yes'],
    ['X', 'a\nb'],
    ['X', 'a\rb'],
    ['X', 'a\0b'],
    ['X', 'a\x7fb'],
    ['X', 'snow ☃'],
    ['X\r\nInjected', 'yes'],
    ['X Y', 'space'],
    ['X:', 'colon'],
    ['', 'empty'],
    ['Ünicode', 'name'],
    ['Host', 'evil.test'],
    ['hOsT', 'evil.test'],
    ['Transfer-Encoding', 'chunked'],
    ['Content-Length', '0'],
    ['Connection', 'close'],
    ['Upgrade', 'h2c'],
    ['TE', 'trailers'],
    ['Proxy-Authorization', 'Basic eA=='],
    ['Expect', '100-continue'],
  ])('refuses %j: %j', (name, value) => {
    expect(() => checkHeaders({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'invalid-header',
        errors: [expect.objectContaining({ pointer: `/headers/${name}` })],
      }),
    );
  });

  it('refuses one name in two cases, and names every fault', () => {
    expect(() => checkHeaders({ 'X-A': '1', 'x-a': '2', Host: 'h' })).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ pointer: '/headers/x-a' }),
          expect.objectContaining({ pointer: '/headers/Host' }),
        ],
      }),
    );
  });

  it('refuses too many and too long', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, '1']));
    expect(() => checkHeaders(many)).toThrow(expect.objectContaining({ code: 'invalid-header' }));
    expect(() => checkHeaders({ x: 'y'.repeat(17_000) })).toThrow(
      expect.objectContaining({ code: 'invalid-header' }),
    );
  });

  it.each([
    'http://user:pass@127.0.0.1/',
    'http://user@127.0.0.1/',
    'http://1.1.1.1:80@127.0.0.1/',
    'https://:p@example.com/',
  ])('refuses credentials in %s', async (url) => {
    await expect(createEgress({ allow: [] }).request({ url })).rejects.toMatchObject({
      code: 'invalid-header',
    });
  });
});
