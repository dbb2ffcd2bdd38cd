import { timingSafeEqual } from 'node:crypto';
import {
  formatId,
  insertSession,
  insertSignIn,
  newId,
  recordAudit,
  takeSignIn,
  type SignIn as PendingSignIn,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { hashSecret, randomSecret } from '../api-key';
import { admitIdentity } from './admit-identity';
import type { Provider } from './oidc/provider';
import { createProviderClient, type Identity, type ProviderClient } from './oidc/provider-client';
import { formatSession, parseSession } from './session-text';

/** How long a person may take at the provider. */
const SIGN_IN_SECONDS = 600;

export interface SignInOptions {
  tenants: TenantDatabase;
  providers: readonly Provider[];
  /** Where browsers reach us, without a path. */
  publicUrl: string;
  idleSeconds: number;
  lifeSeconds: number;
}

export interface SignInRequest {
  provider: string;
  returnTo: string;
  /** `inv_…`, where the person comes with an invitation. */
  invite: string | null;
  prompt: string | null;
}

export interface SignIn {
  /** Names of the providers, in the order of the configuration. */
  readonly providers: readonly string[];
  /** Where to send the browser, and the cookie that lets it come back. */
  begin(request: SignInRequest): Promise<{ url: string; cookie: string }>;
  /**
   * Ends a sign-in that this browser began, and begins a session.
   *
   * @throws MaestroError `invalid-oauth-state`, `sign-in-refused`, `identity-not-linked`, `provider-unavailable`
   */
  finish(request: {
    cookie: string | null;
    query: URLSearchParams;
    userAgent: string | null;
  }): Promise<{ session: string; returnTo: string }>;
  /** Where the browser ends the session that a provider keeps; null where there is no such place, or it cannot be asked. */
  endSessionUrl(provider: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Signs people in with providers of their own. No token of a provider is kept: each life of a session begins with it. */
export function createSignIn(options: SignInOptions): SignIn {
  const { tenants, publicUrl, idleSeconds, lifeSeconds } = options;
  const redirectUri = new URL('/api/auth/callback', publicUrl).href;
  const known = new Map<string, Provider & { client: ProviderClient }>(
    options.providers.map((provider) => [
      provider.name,
      { ...provider, client: createProviderClient(provider) },
    ]),
  );
  const providerOf = (name: string) => {
    const provider = known.get(name);
    if (!provider) throw new MaestroError('unknown-provider', 'There is no such sign-in provider.');
    return provider;
  };

  return {
    providers: [...known.keys()],

    async begin({ provider: name, returnTo, invite, prompt }) {
      const { tenantId, client } = providerOf(name);
      const { url, ...challenge } = await client.begin(redirectUri, prompt);
      const [id, secret] = [newId(), randomSecret()];
      await tenants.withTenant(tenantId, (tx) =>
        insertSignIn(tx, {
          ...{ id, provider: name, returnTo, ...challenge, lifeSeconds: SIGN_IN_SECONDS },
          browserHash: hashSecret(secret),
          inviteHash: invite === null ? null : hashSecret(invite.replace(/^inv_/, '')),
        }),
      );
      return { url, cookie: formatSession({ tenantId, id, secret }) };
    },

    async finish({ cookie, query, userAgent }) {
      const begun = cookie === null ? null : parseSession(cookie);
      if (!begun) throw stateless();
      const { tenantId } = begun;
      // Taken first, whatever comes: what was tried once is not tried again.
      const pending = await tenants.withTenant(tenantId, (tx) => takeSignIn(tx, begun.id));
      if (!pending || !isSame(pending, begun.secret, query.get('state'))) throw stateless();
      const provider = providerOf(pending.provider);
      if (provider.tenantId !== tenantId) throw stateless();
      if (query.has('error') || !query.has('code'))
        throw new MaestroError('sign-in-refused', 'The provider did not let the person in.');
      const callback = new URL(`${redirectUri}?${query.toString()}`);
      const identity = await provider.client.finish(callback, pending);
      const session = await tenants.withTenant(tenantId, (tx) =>
        startSession(tx, { identity, pending, userAgent, idleSeconds, lifeSeconds }),
      );
      return { session, returnTo: pending.returnTo };
    },

    endSessionUrl: async (name) => {
      const provider = known.get(name);
      return provider ? provider.client.endSessionUrl(publicUrl).catch(() => null) : null;
    },

    close: async () => {
      await Promise.all([...known.values()].map(({ client }) => client.close()));
    },
  };
}

interface Arrival extends Pick<SignInOptions, 'idleSeconds' | 'lifeSeconds'> {
  identity: Identity;
  pending: PendingSignIn;
  userAgent: string | null;
}

/** Lets a person in whom their provider vouches for; the text of the session's cookie. */
async function startSession(tx: TenantTx, arrival: Arrival): Promise<string> {
  const { identity, pending, userAgent, idleSeconds, lifeSeconds } = arrival;
  const { provider, inviteHash } = pending;
  const member = await admitIdentity(tx, { identity, inviteHash });
  const [id, secret] = [newId(), randomSecret()];
  const session = { id, memberId: member.id, secretHash: hashSecret(secret), provider, userAgent };
  await insertSession(tx, { ...session, idleSeconds, lifeSeconds });
  await recordAudit(tx, {
    actor: `user:${member.email}`,
    action: 'session.started',
    subject: formatId('ses', id),
    detail: { provider },
  });
  return formatSession({ tenantId: tx.tenantId, id, secret });
}

/** The browser that began it came back in time, with the state that it was sent away with. */
function isSame(pending: PendingSignIn, secret: string, state: string | null): boolean {
  const browser = timingSafeEqual(pending.browserHash, hashSecret(secret));
  return timingSafeEqual(hashSecret(pending.state), hashSecret(state ?? '')) && browser && !pending.expired;
}

function stateless(): MaestroError {
  return new MaestroError(
    'invalid-oauth-state',
    'This sign-in was not begun here, is over, or was used: begin again.',
  );
}
