import { HostPortSet, parseHostPort, destinationOf } from './allow-list';

describe('parseHostPort', () => {
  it.each([
    ['feed.internal:8080', { host: 'feed.internal', port: 8080 }],
    ['FEED.Internal.:80', { host: 'feed.internal', port: 80 }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '[::1]', port: 65_535 }],
  ])('reads %s', (entry, expected) => expect(parseHostPort(entry)).toEqual(expected));

  it.each([
    '',
    'host',
    'host:',
    ':80',
    'host:0',
    'host:65536',
    'host:80x',
    '*:80',
    '*.internal:80',
    'http://host:80',
    'user@host:80',
    'host/path:80',
    'a:1:80',
    '::1:80',
  ])('refuses %p', (entry) => expect(parseHostPort(entry)).toBeNull());
});

describe('HostPortSet', () => {
  const set = new HostPortSet(['Feed.internal:80', '127.1:8080', '[0:0:0:0:0:0:0:1]:443', 'not an entry']);

  it.each([
    'http://feed.internal/',
    'http://FEED.INTERNAL.:80/x',
    'http://127.0.0.1:8080/',
    'https://[::1]/',
  ])('holds %s', (url) => expect(set.has(destinationOf(new URL(url)))).toBe(true));

  it.each([
    'https://feed.internal/',
    'http://feed.internal:8080/',
    'http://sub.feed.internal/',
    'http://127.0.0.1/',
    'http://127.0.0.2:8080/',
    'http://localhost:8080/',
  ])('does not hold %s', (url) => expect(set.has(destinationOf(new URL(url)))).toBe(false));
});
