import { touchApiKey, touchSession, type TenantDatabase } from '@maestro/persistence';
import { BoundedMap } from '../bounded-map';
import type { Found } from './found';

const EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

export interface UseNotes {
  /** Notes the use of a credential, once a minute, behind the back of the request. */
  used(found: Found): void;
  idle(): Promise<void>;
}

/** Keeps account of when credentials were last used. No request waits for it, and none fails with it. */
export function createUseNotes(
  database: TenantDatabase,
  { now, onError }: { now: () => number; onError: (error: unknown) => void },
): UseNotes {
  const noted = new BoundedMap<string, number>(MAX_REMEMBERED);
  const writing = new Set<Promise<void>>();
  return {
    used({ principal, credential }) {
      const last = noted.get(credential.id);
      if (last !== undefined && last + EVERY_MS > now()) return;
      noted.set(credential.id, now());
      const touch = credential.kind === 'session' ? touchSession : touchApiKey;
      const write = database
        .withTenant(principal.tenantId, (tx) => touch(tx, credential.id))
        .catch(onError)
        .finally(() => writing.delete(write));
      writing.add(write);
    },
    idle: async () => {
      await Promise.all(writing);
    },
  };
}
