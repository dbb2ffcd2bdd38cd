import { randomBytes } from 'node:crypto';
import { masterKeys } from './master-keys';

const setting = masterKeys({ env: 'MAESTRO_MASTER_KEYS', description: '' });
const random = randomBytes(32).toString('base64');

it('reads keys in their order', () => {
  const other = randomBytes(32).toString('base64url');
  expect(setting.parse(`k2:${random}, k1:${other}`)?.map(({ id, key }) => [id, key.length])).toEqual([
    ['k2', 32],
    ['k1', 32],
  ]);
});

it.each([
  ['no name', random],
  ['too short a key', `k1:${randomBytes(16).toString('base64')}`],
  ['too long a key', `k1:${randomBytes(48).toString('base64')}`],
  ['zeros', `k1:${Buffer.alloc(32).toString('base64')}`],
  ['a repeated pattern', `k1:${Buffer.from('abcd'.repeat(8)).toString('base64')}`],
  ['a text', `k1:${Buffer.from('correct horse battery staple 123').toString('base64')}`],
  ['a passphrase', 'k1:changeme'],
  ['the same name twice', `k1:${random},k1:${randomBytes(32).toString('base64')}`],
])('refuses %s', (_, text) => {
  expect(setting.parse(text)).toBeNull();
});
