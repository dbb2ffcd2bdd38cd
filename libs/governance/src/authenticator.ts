import { createHash } from 'node:crypto';
import type { TenantDatabase } from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { BoundedMap } from './bounded-map';
import { createUseNotes } from './identity/use-notes';
import { verifyKey } from './identity/verify-key';
import { SESSION_SCHEME, verifySession } from './identity/verify-session';

/** How long a verified credential is believed without asking the database again: the delay of a revocation. */
const BELIEVED_MS = 2_000;
/** How long a credential that was valid once counts as known to be held by a real client. */
const KNOWN_MS = 10 * 60_000;
const MAX_CREDENTIALS = 10_000;

export interface Authenticator {
  /**
   * The principal behind a presented API key, or behind a session's cookie where the text begins with `SESSION_SCHEME`; else
   * null: malformed, unknown, wrong, expired and revoked ones cannot be told apart. Rejects only where the database cannot be
   * asked.
   */
  authenticate(presented: string): Promise<Principal | null>;
  /** True where this very credential was valid within the last minutes. Asks nobody. */
  knows(presented: string): boolean;
  /** Until what is noted about the use of credentials has been written. */
  idle(): Promise<void>;
}

export interface AuthenticatorOptions {
  now?: () => number;
  /** Is told where the use of a credential could not be noted. */
  onError?: (error: unknown) => void;
}

interface Verified {
  principal: Principal;
  believedUntil: number;
  knownUntil: number;
}

/** Verifies credentials, with a short memory of those that were right. Wrong ones are never remembered. */
export function createAuthenticator(
  database: TenantDatabase,
  { now = Date.now, onError = () => undefined }: AuthenticatorOptions = {},
): Authenticator {
  // By the digest of the whole text: only who holds all of it can hit the memory, and no secret lies in it.
  const verified = new BoundedMap<string, Verified>(MAX_CREDENTIALS);
  const notes = createUseNotes(database, { now, onError });

  return {
    async authenticate(presented) {
      const digest = digestOf(presented);
      const hit = verified.get(digest);
      if (hit && hit.believedUntil > now()) return hit.principal;
      // Counted from before the question: an answer says how things stood then.
      const asked = now();
      const found = presented.startsWith(SESSION_SCHEME)
        ? await verifySession(database, presented.slice(SESSION_SCHEME.length))
        : await verifyKey(database, presented);
      if (!found) {
        verified.delete(digest);
        return null;
      }
      const { principal } = found;
      verified.set(digest, { principal, believedUntil: asked + BELIEVED_MS, knownUntil: asked + KNOWN_MS });
      notes.used(found);
      return principal;
    },
    knows(presented) {
      const hit = verified.get(digestOf(presented));
      return hit !== undefined && hit.knownUntil > now();
    },
    idle: () => notes.idle(),
  };
}

function digestOf(presented: string): string {
  return createHash('sha256').update(presented).digest('base64');
}
