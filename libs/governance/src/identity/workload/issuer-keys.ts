import { createEgress } from '@maestro/egress';
import { MaestroError } from '@maestro/problems';
import { BoundedMap } from '../../bounded-map';

/** The library is an ES module: it is loaded when the first token comes. */
const load = () => import('jose');
type Library = Awaited<ReturnType<typeof load>>;
export type KeySet = ReturnType<Library['createLocalJWKSet']>;

const KEPT_MS = 10 * 60_000;
/** Issuers change keys, and whoever makes up key ids must not make us ask each time. */
const ASKED_AGAIN_MS = 30_000;
const MAX_ISSUERS = 1_000;
const LIMITS = { timeoutMs: 5_000, maxBytes: 256 * 1024, maxRedirects: 0 };

export interface IssuerKeys {
  /** @param fresh asks the issuer again, unless it was asked a moment ago */
  of(issuer: string, reach: { tenantId: string; allow: readonly string[] }, fresh?: boolean): Promise<KeySet>;
}

/**
 * The public keys of issuers that tenants name, found by discovery alone: what a token says of where its key is (`jku`, `x5u`,
 * `jwk`) is never read. Requests go the guarded way out, with what the tenant may reach.
 */
export function createIssuerKeys(now: () => number = Date.now): IssuerKeys {
  const known = new BoundedMap<string, { keys: Promise<KeySet>; at: number }>(MAX_ISSUERS);
  return {
    of: (issuer, { tenantId, allow }, fresh = false) => {
      const name = `${tenantId} ${issuer}`;
      const hit = known.get(name);
      if (hit && now() - hit.at < (fresh ? ASKED_AGAIN_MS : KEPT_MS)) return hit.keys;
      const keys = fetchKeys(issuer, allow);
      known.set(name, { keys, at: now() });
      keys.catch(() => known.delete(name));
      return keys;
    },
  };
}

async function fetchKeys(issuer: string, allow: readonly string[]): Promise<KeySet> {
  const egress = createEgress({ allow });
  const read = async (url: string) => {
    const { status, body } = await egress.request({
      url,
      headers: { accept: 'application/json' },
      ...LIMITS,
    });
    if (status !== 200) throw new Error(`answered ${status}`);
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  };
  try {
    const about = await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (about.issuer !== issuer || typeof about.jwks_uri !== 'string') throw new Error('is another issuer');
    if (new URL(about.jwks_uri).protocol !== new URL(issuer).protocol)
      throw new Error('keeps its keys elsewhere');
    const { createLocalJWKSet } = await load();
    return createLocalJWKSet(
      (await read(about.jwks_uri)) as unknown as Parameters<typeof createLocalJWKSet>[0],
    );
  } catch (cause) {
    throw new MaestroError('provider-unavailable', 'The issuer of the token cannot be asked for its keys.', {
      cause,
    });
  } finally {
    await egress.close();
  }
}
