import type { FastifyReply } from 'fastify';
import { MaestroError } from '@maestro/problems';
import { Bucket, type Rate, type Standing } from './bucket';

/** Who asks: a principal, or another who is counted like one. */
export interface Asker {
  tenantId: string;
  kind: string;
  id: string;
}

/** The rates of one tenant. */
export interface TenantRates {
  /** Of all its principals together. */
  tenant: Rate;
  /** Of each of them. */
  key: Rate;
}

/** Turns that somebody took in this process. */
export interface TakenTurns {
  name: string;
  turns: number;
  rate: Rate;
}

export interface RateLimiterOptions {
  /** Asked for every request: answers at once, from what it knows. */
  ratesOf(tenantId: string): TenantRates;
  /**
   * Tells other processes of turns, and answers for how many milliseconds all of them together have used each rate up. Where
   * nobody answers, every process counts for itself.
   */
  share(taken: readonly TakenTurns[]): Promise<readonly number[]>;
  now?: () => number;
}

/** So often processes tell each other: together they let through more than the rate for that long at most. */
const SHARE_EVERY_MS = 200;
const MAX_BUCKETS = 20_000;

interface Counted {
  bucket: Bucket;
  rate: Rate;
}

/**
 * Lets principals and tenants ask only so often. It decides at once and by what this process knows; what other processes let
 * through is taken off afterwards. So no request waits for it, and it holds without Redis, for each process apart.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Counted>();
  private dirty = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly now: () => number;

  constructor(private readonly options: RateLimiterOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  /** @throws MaestroError `rate-limited`; what is left is in the headers either way */
  take({ tenantId, kind, id }: Asker, reply: FastifyReply): void {
    const rates = this.options.ratesOf(tenantId);
    const now = this.now();
    const key = this.count(`k:${tenantId}:${kind}:${id}`, rates.key, now);
    // What a key may not ask is not taken from what its tenant may.
    const tenant = key.allowed ? this.count(`t:${tenantId}`, rates.tenant, now) : null;
    reply.header('RateLimit-Policy', `${policyOf('key', rates.key)}, ${policyOf('tenant', rates.tenant)}`);
    reply.header(
      'RateLimit',
      tenant ? `${shown('key', key)}, ${shown('tenant', tenant)}` : shown('key', key),
    );
    if (!key.allowed) throw refusal('key', key);
    if (tenant && !tenant.allowed) throw refusal('tenant', tenant);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private count(name: string, rate: Rate, now: number): Standing {
    const counted = this.buckets.get(name) ?? { bucket: new Bucket(), rate };
    counted.rate = rate;
    // The one that was asked for longest ago comes first, and is forgotten first.
    this.buckets.delete(name);
    this.buckets.set(name, counted);
    if (this.buckets.size > MAX_BUCKETS) this.buckets.delete(this.buckets.keys().next().value as string);
    this.dirty.add(name);
    this.timer ??= setTimeout(() => void this.exchange(), SHARE_EVERY_MS).unref();
    return counted.bucket.take(rate, now);
  }

  private async exchange(): Promise<void> {
    const names = [...this.dirty].filter((name) => this.buckets.has(name));
    this.dirty = new Set();
    this.timer = undefined;
    const counted = names.map((name) => this.buckets.get(name) as Counted);
    const taken = counted.map(({ bucket, rate }, i) => ({
      name: names[i] as string,
      turns: bucket.share(),
      rate,
    }));
    try {
      const debts = await this.options.share(taken);
      const now = this.now();
      counted.forEach(({ bucket, rate }, i) => bucket.learn(debts[i] ?? 0, rate, now));
    } catch {
      // Whoever shares has said why. Until others can be told, this process counts alone.
      counted.forEach(({ bucket }, i) => bucket.keep(taken[i]?.turns ?? 0));
    }
  }
}

/** A policy of draft-ietf-httpapi-ratelimit-headers: a quota, and the seconds in which all of it comes back. */
function policyOf(name: string, { perSecond, burst }: Rate): string {
  return `"${name}";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`;
}

function shown(name: string, { remaining, resetMs }: Standing): string {
  return `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`;
}

function refusal(policy: 'key' | 'tenant', { retryMs }: Standing): MaestroError {
  const who = policy === 'key' ? 'This key asks' : 'The keys of this tenant together ask';
  return new MaestroError('rate-limited', `${who} more often than they may.`, {
    retryAfter: Math.max(1, Math.ceil(retryMs / 1_000)),
    policy,
  });
}
