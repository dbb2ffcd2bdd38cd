import type { Egress, EgressResponse } from '@maestro/egress';
import { MaestroError } from '@maestro/problems';

/** How to reach a Vault and sign in to it: by a token, or by a role (AppRole). */
export interface VaultSettings {
  address: string;
  namespace?: string | undefined;
  auth: { token: string } | { roleId: string; secretId: string };
}

const TIMEOUT_MS = 5_000;
/** A lease is not used up to its last second. */
const LEASE_SHARE = 0.8;

/** Speaks the HTTP API of Vault. Nothing of what Vault says in words goes into an error: it may quote paths of others. */
export class VaultClient {
  private lease: { token: string; until: number } | null = null;

  constructor(
    private readonly egress: Pick<Egress, 'request'>,
    private readonly settings: VaultSettings,
  ) {}

  /**
   * Reads what is at a path below `/v1/`.
   *
   * @throws MaestroError `secret-not-found` (404), `secret-denied` (403), `secret-unavailable` (sealed, down, not reached)
   */
  async read(path: string): Promise<unknown> {
    const { auth } = this.settings;
    const response = await this.ask('GET', path, { token: await this.token() });
    if (response.status !== 403 || 'token' in auth) return contentOf(response);
    // The token of the role may have been revoked before its time.
    this.lease = null;
    return contentOf(await this.ask('GET', path, { token: await this.token() }));
  }

  private async token(): Promise<string> {
    const { auth } = this.settings;
    if ('token' in auth) return auth.token;
    if (this.lease && this.lease.until > performance.now()) return this.lease.token;
    const body = JSON.stringify({ role_id: auth.roleId, secret_id: auth.secretId });
    const answer = contentOf(await this.ask('POST', 'auth/approle/login', { body }), 'login');
    const { client_token: token, lease_duration: seconds } =
      (answer as { auth?: Record<string, unknown> }).auth ?? {};
    if (typeof token !== 'string' || typeof seconds !== 'number') throw garbled();
    // A lease of 0 does not end.
    const lasts = seconds === 0 ? Infinity : seconds * 1_000 * LEASE_SHARE;
    this.lease = { token, until: performance.now() + lasts };
    return token;
  }

  private async ask(
    method: string,
    path: string,
    { token, body }: { token?: string; body?: string },
  ): Promise<EgressResponse> {
    const { address, namespace } = this.settings;
    const headers = {
      'X-Vault-Request': 'true',
      ...(token === undefined ? {} : { 'X-Vault-Token': token }),
      ...(namespace === undefined ? {} : { 'X-Vault-Namespace': namespace }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const url = `${address.replace(/\/+$/, '')}/v1/${path}`;
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: 1024 * 1024, maxRedirects: 0 };
    try {
      return await this.egress.request({
        url,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...limits,
      });
    } catch (cause) {
      throw new MaestroError('secret-unavailable', 'Vault cannot be reached.', { cause });
    }
  }
}

function contentOf({ status, body }: EgressResponse, what: 'secret' | 'login' = 'secret'): unknown {
  if (status === 200) return parse(body);
  if (status === 404 && what === 'secret')
    throw new MaestroError('secret-not-found', 'Vault has nothing at the path that the secret refers to.');
  if (status === 400 || status === 403)
    throw new MaestroError(
      'secret-denied',
      what === 'login'
        ? 'Vault does not let this installation sign in.'
        : 'Vault does not let this installation read the secret.',
    );
  throw new MaestroError(
    'secret-unavailable',
    status === 503 ? 'Vault is sealed or under maintenance.' : `Vault answered ${status}.`,
  );
}

function parse(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below: what it was may be a secret.
  }
  throw garbled();
}

function garbled(): MaestroError {
  return new MaestroError('secret-unavailable', 'Vault answered something that is not understood.');
}
