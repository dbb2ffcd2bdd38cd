import { createHash, timingSafeEqual } from 'node:crypto';
import { findPresentedKeys, getTenant, type TenantDatabase } from '@maestro/persistence';
import { effectivePermissions, roles, type Principal, type Role } from '@maestro/tenancy';
import { hashSecret, parseApiKey } from './api-key';
import { BoundedMap } from './bounded-map';

/** How long a verified key is believed without asking the database again: the delay of a revocation. */
const BELIEVED_MS = 2_000;
/** How long a key that was valid once counts as known to be held by a real client. */
const KNOWN_MS = 10 * 60_000;
const MAX_KEYS = 10_000;

/** Compared with where no key has the presented id, so that this case does the same work as a wrong secret. */
const decoy = { secretHash: Buffer.alloc(32), live: false } as const;

export interface Authenticator {
  /**
   * The principal behind a presented key, or null: malformed, unknown, wrong, expired and revoked keys cannot be
   * told apart. Rejects only where the database cannot be asked.
   */
  authenticate(presented: string): Promise<Principal | null>;
  /** True where this very key was valid within the last minutes. Asks nobody. */
  knows(presented: string): boolean;
}

interface Verified {
  principal: Principal;
  believedUntil: number;
  knownUntil: number;
}

/** Verifies API keys, with a short memory of those that were right. Wrong ones are never remembered. */
export function createAuthenticator(database: TenantDatabase, now: () => number = Date.now): Authenticator {
  // By the digest of the whole text: only who holds the full key can hit the memory, and no key lies in it.
  const verified = new BoundedMap<string, Verified>(MAX_KEYS);

  return {
    async authenticate(presented) {
      const digest = digestOf(presented);
      const hit = verified.get(digest);
      if (hit && hit.believedUntil > now()) return hit.principal;
      // Counted from before the question: an answer says how things stood then.
      const asked = now();
      const principal = await verify(database, presented);
      if (principal) {
        verified.set(digest, { principal, believedUntil: asked + BELIEVED_MS, knownUntil: asked + KNOWN_MS });
      } else {
        verified.delete(digest);
      }
      return principal;
    },
    knows(presented) {
      const hit = verified.get(digestOf(presented));
      return hit !== undefined && hit.knownUntil > now();
    },
  };
}

async function verify(database: TenantDatabase, presented: string): Promise<Principal | null> {
  const key = parseApiKey(presented);
  if (!key) return null;
  const candidates = await database.withPresentedKey(key.id, (tx) => findPresentedKeys(tx, key.id));
  const hash = hashSecret(key.secret);
  const [candidate = decoy] = candidates;
  const right = timingSafeEqual(candidate.secretHash, hash);
  if (!right || !candidate.live || !('tenantId' in candidate) || !isRole(candidate.role)) return null;
  const { id, tenantId, role, name, owner, scopes } = candidate;
  const subject = `key:${id}`;
  const permissions = effectivePermissions(role, scopes);
  // The environment is part of the key's text: one of test, with its letters changed, is no key of production.
  const { env } = await database.withTenant(candidate.tenantId, getTenant);
  if (env !== key.env) return null;
  return {
    kind: 'api_key',
    ...{ id, tenantId, role, permissions },
    ...{ actor: `key:${name}`, subject, person: owner ?? subject },
  };
}

function digestOf(presented: string): string {
  return createHash('sha256').update(presented).digest('base64');
}

function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
