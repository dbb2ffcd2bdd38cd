import type { TenantRates } from '@maestro/nest-kit';
import { getTenant, type TenantDatabase } from '@maestro/persistence';

/** A changed rate takes effect within so long, in every process. */
const FRESH_MS = 2_000;
/** What may be taken at once is what comes back in so many seconds. */
const BURST_S = 2;
const MAX_TENANTS = 10_000;

export interface RateSettings {
  /** Requests a second of each key, unless its tenant says. */
  key: number;
  /** Requests a second of a tenant, unless it says. */
  tenant: number;
  /** The most that a tenant may say. */
  most: number;
}

/**
 * What tenants may ask, from memory: a request never waits for it. A tenant that is new here has the installation's rates
 * until its own have been read, a moment later.
 */
export function createTenantRates(
  tenants: TenantDatabase,
  settings: RateSettings,
  onError: (error: unknown) => void,
): (tenantId: string) => TenantRates {
  const known = new Map<string, { rates: TenantRates; readAt: number }>();
  const read = async (tenantId: string): Promise<void> => {
    const { requestsPerKey, requestsPerSecond } = await tenants.withTenant(tenantId, getTenant);
    const held = known.get(tenantId);
    if (held) held.rates = ratesOf(settings, { key: requestsPerKey, tenant: requestsPerSecond });
  };
  const unset = ratesOf(settings, { key: null, tenant: null });
  return (tenantId) => {
    const now = performance.now();
    let held = known.get(tenantId);
    if (!held) {
      if (known.size >= MAX_TENANTS) known.clear();
      held = { rates: unset, readAt: -Infinity };
      known.set(tenantId, held);
    }
    if (now - held.readAt >= FRESH_MS) {
      held.readAt = now;
      read(tenantId).catch(onError);
    }
    return held.rates;
  };
}

function ratesOf(settings: RateSettings, own: { key: number | null; tenant: number | null }): TenantRates {
  const rate = (perSecond: number) => ({ perSecond, burst: perSecond * BURST_S });
  const within = (own: number | null, usual: number) =>
    rate(Math.min(own ?? usual, Math.max(settings.most, usual)));
  return { key: within(own.key, settings.key), tenant: within(own.tenant, settings.tenant) };
}
