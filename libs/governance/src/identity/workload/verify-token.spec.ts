import { meets } from './verify-token';

it.each<[string, Record<string, unknown>, Record<string, string>, boolean]>([
  ['equal', { repository: 'acme/app' }, { repository: 'acme/app' }, true],
  [
    'all of them',
    { repository: 'acme/app', ref: 'x' },
    { repository: 'acme/app', ref: 'refs/heads/main' },
    false,
  ],
  ['in other letters', { repository: 'Acme/app' }, { repository: 'acme/app' }, false],
  ['a beginning', { ref: 'refs/tags/v1' }, { ref: 'refs/tags/*' }, true],
  ['another beginning', { ref: 'refs/heads/refs/tags/' }, { ref: 'refs/tags/*' }, false],
  ['a star in the middle', { ref: 'refs/tags/v1' }, { ref: 'refs/*/v1' }, false],
  ['missing', {}, { ref: '*' }, false],
  ['inherited', {}, { constructor: '*' }, false],
  ['a list', { groups: ['a', 'b'] }, { groups: 'b' }, true],
  ['an object', { sub: { a: 1 } }, { sub: '[object Object]' }, false],
  ['a flag', { protected: true }, { protected: 'true' }, true],
  ['no conditions', { a: 1 }, {}, false],
])('claims meet conditions: %s', (_, claims, conditions, expected) => {
  expect(meets(claims, conditions)).toBe(expected);
});
