import { inspect } from 'node:util';
import { Secret } from './secret';

const VALUE = 'k9-Canary-4711';
const secret = new Secret(VALUE);

it('gives its value to whoever asks for it by name', () => {
  expect(secret.reveal()).toBe(VALUE);
});

it.each<[string, () => unknown]>([
  ['String()', () => String(secret)],
  ['a template string', () => `${secret as unknown as string}`],
  ['concatenation', () => 'x' + (secret as unknown as string)],
  ['JSON', () => JSON.stringify({ secret })],
  ['inspect', () => inspect({ secret }, { depth: 9, showHidden: true })],
  ['a spread', () => JSON.stringify({ ...secret })],
  ['a structured clone', () => inspect(structuredClone({ secret }), { depth: 9, showHidden: true })],
  ['its own names', () => inspect(Reflect.ownKeys(secret).map((key) => Reflect.get(secret, key)))],
  ['an error', () => inspect(new Error(String(secret), { cause: secret }), { depth: 9 })],
])('shows a mask in %s', (_, shown) => {
  const text = String(shown());
  expect(text).not.toContain(VALUE);
  expect(text).toContain('***');
});

it('cannot be changed into one that tells', () => {
  expect(() => Object.assign(secret, { toString: () => secret.reveal() })).toThrow(TypeError);
});
