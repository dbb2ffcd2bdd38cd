import { MaestroError } from '@maestro/problems';
import { createEgress, type Egress } from '@maestro/egress';
import type { Provider } from './provider';
import { fetchThrough } from './fetch-through';

/** The library is an ES module: it is loaded when the first person signs in. */
const load = () => import('openid-client');
type Library = Awaited<ReturnType<typeof load>>;
type Configuration = Awaited<ReturnType<Library['discovery']>>;

/** How long what a provider says of itself is believed. */
const DISCOVERED_MS = 10 * 60_000;

/** What a provider says of who signed in. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string | null;
  /** Only where the provider says so in as many words. */
  emailVerified: boolean;
}

/** What of a sign-in has to come back unchanged. */
export interface Challenge {
  state: string;
  nonce: string;
  verifier: string;
}

export interface ProviderClient {
  /** A fresh challenge, and the address to send the browser to. */
  begin(redirectUri: string, prompt: string | null): Promise<Challenge & { url: string }>;
  /** @throws MaestroError `sign-in-refused`, `provider-unavailable` */
  finish(callback: URL, challenge: Challenge): Promise<Identity>;
  /** Where the browser ends the provider's own session; null where the provider has no such place. */
  endSessionUrl(returnTo: string): Promise<string | null>;
  close(): Promise<void>;
}

/** The client of one provider. Whatever it sends goes the guarded way out; private addresses are open for the issuer alone. */
export function createProviderClient(provider: Provider, now: () => number = Date.now): ProviderClient {
  const { hostname, port, protocol } = new URL(provider.issuer);
  const egress = createEgress({ allow: [`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`] });
  let known: { configuration: Promise<Configuration>; until: number } | null = null;

  const discovered = (): Promise<Configuration> => {
    if (known && known.until > now()) return known.configuration;
    const configuration = discover(provider, egress);
    known = { configuration, until: now() + DISCOVERED_MS };
    // What failed is asked again at once.
    configuration.catch(() => (known = null));
    return configuration;
  };

  return {
    async begin(redirectUri, prompt) {
      const [library, configuration] = [await load(), await guarded(discovered)];
      const [state, nonce, verifier] = [
        library.randomState(),
        library.randomNonce(),
        library.randomPKCECodeVerifier(),
      ];
      const url = library.buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: redirectUri, scope: 'openid email profile', state, nonce },
        ...{
          code_challenge: await library.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
        ...(prompt === null ? {} : { prompt }),
      });
      return { state, nonce, verifier, url: url.href };
    },
    finish: (callback, challenge) =>
      guarded(async () => {
        const [library, configuration] = [await load(), await discovered()];
        const tokens = await library.authorizationCodeGrant(configuration, callback, {
          ...{ expectedState: challenge.state, expectedNonce: challenge.nonce },
          ...{ pkceCodeVerifier: challenge.verifier, idTokenExpected: true },
        });
        const claims = tokens.claims();
        if (!claims)
          throw new MaestroError('sign-in-refused', 'The provider says nothing about who signed in.');
        const { iss: issuer, sub: subject, email, email_verified: verified } = claims;
        return {
          issuer,
          subject,
          email: typeof email === 'string' ? email : null,
          emailVerified: verified === true,
        };
      }),
    endSessionUrl: (returnTo) =>
      guarded(async () => {
        const [library, configuration] = [await load(), await discovered()];
        if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
        return library.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo }).href;
      }),
    close: () => egress.close(),
  };
}

async function discover(provider: Provider, egress: Egress): Promise<Configuration> {
  const library = await load();
  const { issuer, clientId, clientSecret, algorithm } = provider;
  // The algorithm is ours to say: neither the token's header nor the provider's list has a voice in it.
  const metadata = { id_token_signed_response_alg: algorithm };
  const authentication =
    clientSecret === undefined ? library.None() : library.ClientSecretBasic(clientSecret);
  const plain = new URL(issuer).protocol === 'http:';
  return library.discovery(new URL(issuer), clientId, metadata, authentication, {
    [library.customFetch]: fetchThrough(egress) as typeof fetch,
    // Plain HTTP was refused at boot but for loopback addresses. Signatures are checked although TLS names the sender.
    execute: [...(plain ? [library.allowInsecureRequests] : []), library.enableNonRepudiationChecks],
  });
}

/** Says whose fault it is in our words; what the provider wrote is kept for the log alone. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error as Error & { code?: string };
    const library = await load();
    if (error instanceof MaestroError && ['sign-in-refused', 'internal'].includes(error.code)) throw error;
    const refused =
      error instanceof library.ResponseBodyError ||
      error instanceof library.AuthorizationResponseError ||
      /JWT|CLAIM|SIGNATURE|INVALID_RESPONSE|KEY_SELECTION|ALG/i.test(cause.code ?? '');
    if (refused)
      throw new MaestroError('sign-in-refused', 'The provider did not let the person in.', { cause });
    throw new MaestroError('provider-unavailable', 'The identity provider gives no usable answer.', {
      cause,
    });
  }
}
