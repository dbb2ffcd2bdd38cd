import { signIn } from './sign-in-section';
import { loadConfig } from './load';

const provider = {
  name: 'keycloak',
  issuer: 'https://id.example.org/realms/acme',
  client_id: 'maestro',
  client_secret: 'Jq7v0b2LrX9sTn4kWd8e',
  tenant: `ten_${'0'.repeat(26)}`,
};
const load = (...providers: object[]) =>
  loadConfig({ signIn }, { MAESTRO_SIGN_IN_PROVIDERS: JSON.stringify(providers) }).signIn;

it('reads providers', () => {
  expect(load(provider, { ...provider, name: 'entra', algorithm: 'PS256' }).providers).toMatchObject([
    { name: 'keycloak', clientId: 'maestro', algorithm: 'RS256' },
    { name: 'entra', algorithm: 'PS256' },
  ]);
  expect(loadConfig({ signIn }, {}).signIn.providers).toEqual([]);
  expect(load({ ...provider, issuer: 'http://127.0.0.1:9000' }).providers).toHaveLength(1);
});

it.each<[string, object, RegExp]>([
  ['D34 an issuer by plain http', { issuer: 'http://id.example.org' }, /plain http/],
  ['D34 a secret of a manual', { client_secret: 'changeme-changeme' }, /can be guessed/],
  ['D34 a short secret', { client_secret: 'Jq7v0b2L' }, /can be guessed/],
  ['a signature that needs no key pair', { algorithm: 'HS256' }, /not acceptable/],
  ['a signature of nobody', { algorithm: 'none' }, /not acceptable/],
  ['a field that is not known', { scope: 'all' }, /not acceptable/],
  ['no tenant', { tenant: undefined }, /not acceptable/],
])('refuses %s', (_, change, message) => {
  expect(() => load({ ...provider, ...change })).toThrow(message);
  expect(() => load({ ...provider, ...change })).not.toThrow(/Jq7v0b2L/);
});

it('refuses one name twice, and an address that is open to the network', () => {
  expect(() => load(provider, provider)).toThrow(/no name twice/);
  expect(() => loadConfig({ signIn }, { MAESTRO_PUBLIC_URL: 'http://maestro.example.org' })).toThrow(/https/);
  expect(() => loadConfig({ signIn }, { MAESTRO_PUBLIC_URL: 'https://maestro.example.org/x' })).toThrow(
    /no path/,
  );
});
