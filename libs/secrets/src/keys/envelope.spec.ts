import { randomBytes } from 'node:crypto';
import { createLocalKeyWrapper } from './key-wrapper';
import { open, seal } from './envelope';

const key = randomBytes(32);
const value = Buffer.from('a value');
const binding = ['maestro/secret', 'tenant', 'id', 'NAME', 1];

it('opens what it sealed, under the same key and binding', () => {
  const sealed = seal(key, value, binding);
  expect(open(key, sealed, binding)).toEqual(value);
  expect(sealed.includes(value)).toBe(false);
  expect(seal(key, value, binding)).not.toEqual(sealed);
});

it.each<[string, readonly (string | number)[]]>([
  ['another tenant', ['maestro/secret', 'other', 'id', 'NAME', 1]],
  ['another secret', ['maestro/secret', 'tenant', 'id', 'OTHER', 1]],
  ['another version', ['maestro/secret', 'tenant', 'id', 'NAME', 2]],
  ['a text in place of a number', ['maestro/secret', 'tenant', 'id', 'NAME', '1']],
  ['parts that meet elsewhere', ['maestro/secret', 'tenant', 'idN', 'AME', 1]],
])('does not open for %s', (_, other) => {
  expect(() => open(key, seal(key, value, binding), other)).toThrow(/does not open/);
});

it('does not open when any byte was changed, or under another key', () => {
  const sealed = seal(key, value, binding);
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(() => open(key, changed, binding)).toThrow();
  }
  expect(() => open(randomBytes(32), sealed, binding)).toThrow(/does not open/);
  expect(() => open(key, sealed.subarray(0, 20), binding)).toThrow(/unknown form/);
});

describe('a wrapper with keys of its own', () => {
  const [first, second] = [
    { id: 'k1', key: randomBytes(32) },
    { id: 'k2', key: randomBytes(32) },
  ];

  it('seals with the first and opens with all', async () => {
    const before = createLocalKeyWrapper([first]);
    const after = createLocalKeyWrapper([second, first]);
    const wrapped = await before.wrap(key, ['b']);
    expect(after.currentId).toBe('k2');
    expect(await after.unwrap(wrapped, 'k1', ['b'])).toEqual(key);
    await expect(before.unwrap(await after.wrap(key, ['b']), 'k2', ['b'])).rejects.toThrow(/not known/);
  });

  it('tells keys of one name apart', async () => {
    const other = createLocalKeyWrapper([{ id: 'k1', key: second.key }]);
    expect(await other.checkValue('k1')).not.toEqual(await createLocalKeyWrapper([first]).checkValue('k1'));
    expect(await other.checkValue('k9')).toBeNull();
  });
});
