import { section } from './section';
import { duration, url } from './setting';
import { isSafeAddress, isWeakSecret, signInProviders } from './sign-in-providers';

const PROVIDERS = 'MAESTRO_SIGN_IN_PROVIDERS';

export const signIn = section({
  title: 'Sign-in',
  readBy: 'api',
  settings: {
    publicUrl: url({
      env: 'MAESTRO_PUBLIC_URL',
      schemes: ['http', 'https'],
      default: 'http://127.0.0.1:7400',
      description:
        'Address under which browsers reach the API, without a path. Providers send people back to `<address>/api/auth/callback`.',
    }),
    providers: signInProviders({
      env: PROVIDERS,
      description:
        'OpenID providers that people sign in with, as JSON: `[{"name": "keycloak", "issuer": "https://…", "client_id": "…", "client_secret": "…", "tenant": "ten_…"}]`.',
    }),
    idleMs: duration({
      env: 'MAESTRO_SESSION_IDLE_S',
      unit: 's',
      min: 120,
      max: 86_400,
      default: 3_600,
      description: 'How long a session lives without a request.',
    }),
    lifeMs: duration({
      env: 'MAESTRO_SESSION_LIFE_S',
      unit: 's',
      min: 300,
      max: 2_592_000,
      default: 43_200,
      description: 'How long a session lives in any case. The provider is asked again after it.',
    }),
  },
  rules: [
    {
      variable: 'MAESTRO_PUBLIC_URL',
      message:
        'must have no path, and begin with https:// unless it is a loopback address: cookies would cross the network in the open',
      holds: ({ publicUrl }) => isSafeAddress(publicUrl) && new URL(publicUrl).pathname === '/',
    },
    {
      variable: PROVIDERS,
      message: 'has an issuer that is reached by plain http; only a loopback address may be',
      holds: ({ providers }) => providers.every(({ issuer }) => isSafeAddress(issuer)),
    },
    {
      variable: PROVIDERS,
      message: 'has a client_secret that can be guessed; use one of 16 random characters at least',
      holds: ({ providers }) =>
        providers.every(({ clientSecret }) => !clientSecret || !isWeakSecret(clientSecret)),
    },
  ],
});
