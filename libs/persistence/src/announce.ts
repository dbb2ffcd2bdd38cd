/** The channel on which is told that something new stands in the history of runs. */
export const EVENTS_CHANNEL = 'maestro_events';
/** Tenants that fit into one message of 8,000 bytes; where there are more, all are meant. */
const MAX_TENANTS = 200;
/** What is committed in so short a time is told at once. */
const PACE_MS = 25;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The tenants that a call writes about, which by convention are its first value; null for any. */
export function tenantsOf(values: readonly unknown[]): readonly string[] | null {
  const [first] = values;
  const tenants: unknown[] = Array.isArray(first) ? first : [first];
  return tenants.every((tenant): tenant is string => typeof tenant === 'string' && uuid.test(tenant))
    ? tenants
    : null;
}

export interface Announcer {
  /** Says, a moment later, that these tenants have new events; null says it of all. Never waits and never throws. */
  tell(tenants: readonly string[] | null): void;
  /** Resolves when nothing is left to be said. */
  idle(): Promise<void>;
}

/**
 * Collects what is told in a moment into one message. It goes out after the commit and in a transaction of its own: no
 * transition waits for it, and whoever misses it looks by himself a little later.
 *
 * @param send gives the payload: tenant ids with commas, or nothing for all of them
 */
export function createAnnouncer(send: (payload: string) => Promise<unknown>): Announcer {
  let waiting = new Set<string>();
  let all = false;
  let sending: Promise<void> | null = null;

  const pause = () =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, PACE_MS).unref();
    });

  const round = async (): Promise<void> => {
    while (all || waiting.size > 0) {
      const payload = all || waiting.size > MAX_TENANTS ? '' : [...waiting].join(',');
      waiting = new Set();
      all = false;
      await send(payload).catch(() => undefined);
      await pause();
    }
    sending = null;
  };

  return {
    tell: (tenants) => {
      if (tenants === null) all = true;
      else for (const tenant of tenants) waiting.add(tenant);
      if (all || waiting.size > 0) sending ??= Promise.resolve().then(round);
    },
    idle: () => sending ?? Promise.resolve(),
  };
}
