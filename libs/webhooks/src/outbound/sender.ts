import { getTenant, newId, statement } from '@maestro/persistence';
import { findWebhook, cancelDelivery } from '@maestro/persistence/webhooks';
import { formatId, type EngineDatabase, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { openValues, type Secrets } from '@maestro/secrets';
import { SECRET_PURPOSE } from './write-webhook';
import { deliver, type Delivered, type Target } from './deliver';
import { retryIn } from './retry';

const claimStatement = statement('webhook_claim');
const settleStatement = statement('webhook_settle');
const offStatement = statement('webhook_off');
const pruneStatement = statement('prune_webhooks');

/** Deliveries under way at once, of all webhooks and of one. */
const AT_ONCE = 64;
const OF_ONE = 4;
/** An attempt takes less; one whose sender died is made again after so long. */
const LEASE_MS = 30_000;
/** A webhook that has failed and never been reached for so many days is switched off. */
export const GIVE_UP_DAYS = 5;
/** Deliveries are kept so long after their end. */
const KEPT_DAYS = 30;

export interface SenderOptions {
  database: EngineDatabase;
  tenants: TenantDatabase;
  secrets: Secrets;
  /** Name of the leader's lease. */
  lease: string;
  /** `host:port` that no tenant may reach. */
  closed: readonly string[];
  /** Hears that there is room for more. */
  onRoom: () => void;
  onSent?: (sent: { result: string; latencyMs: number }) => void;
  onError: (error: unknown) => void;
  random?: () => number;
}

interface SendingTerm {
  readonly holder: string;
  readonly number: number;
}

interface Claimed extends Record<string, unknown> {
  tenantId: string;
  id: string;
  webhookId: string;
  eventId: string;
  type: string;
  body: string;
  attempts: number;
}

/**
 * Delivers what is due, each at least once: what is under way is leased, so that whoever leads next sends again what a leader
 * that died was sending. A slow address has a few deliveries under way, and others go past it.
 */
export class WebhookSender {
  private readonly underWay = new Map<string, number>();
  private readonly sending = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: SenderOptions) {}

  /** Begins what there is room for, and waits for none of it. */
  async round({ holder, number }: SendingTerm): Promise<number> {
    const room = AT_ONCE - this.sending.size;
    if (room <= 0 || this.stopping.signal.aborted) return 0;
    const token = newId();
    const claimed = await this.options.database.query<Claimed>(claimStatement, [
      ...[this.options.lease, holder, number, room, OF_ONE, LEASE_MS, token],
      [...this.underWay.keys()],
      [...this.underWay.values()],
    ]);
    for (const one of claimed) this.begin(one, token);
    return claimed.length;
  }

  /** Forgets what ended long ago. Returns how much; `limit` means that there is more. */
  async prune(limit: number): Promise<number> {
    return (await this.options.database.query(pruneStatement, [KEPT_DAYS, limit])).length;
  }

  /** Stops what is under way: it is sent again by whoever leads next. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.sending);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending);
  }

  private begin(claimed: Claimed, token: string): void {
    const { webhookId } = claimed;
    this.underWay.set(webhookId, (this.underWay.get(webhookId) ?? 0) + 1);
    const work = this.send(claimed, token)
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.options.onError(error);
      })
      .finally(() => {
        this.sending.delete(work);
        const left = (this.underWay.get(webhookId) ?? 1) - 1;
        if (left > 0) this.underWay.set(webhookId, left);
        else this.underWay.delete(webhookId);
        if (!this.stopping.signal.aborted) this.options.onRoom();
      });
    this.sending.add(work);
  }

  private async send(claimed: Claimed, token: string): Promise<void> {
    const { closed, onSent = () => undefined } = this.options;
    const target = await this.options.tenants.withTenant(claimed.tenantId, (tx) =>
      this.targetOf(tx, claimed),
    );
    if (!target) return;
    const sent = await deliver(target, claimed, { closed, signal: this.stopping.signal });
    await this.settle(claimed, token, sent);
    onSent({ result: sent.attempt.error ?? 'delivered', latencyMs: sent.attempt.latency_ms });
  }

  /** Null where nothing is to go there any more. */
  private async targetOf(tx: TenantTx, { id, webhookId }: Claimed): Promise<Target | null> {
    const webhook = await findWebhook(tx, webhookId);
    if (!webhook?.enabled) {
      await cancelDelivery(tx, id);
      return null;
    }
    const [row] = await tx.query<{ now: Date }>('SELECT maestro_now() AS now');
    const now = row?.now ?? new Date();
    const { secretId, previousSecretId: previous, previousUntil: until } = webhook;
    const ids = previous && until && until > now ? [secretId, previous] : [secretId];
    const secrets = await openValues(this.options.secrets, tx, { purpose: SECRET_PURPOSE, ids });
    const { egressAllow: allow } = await getTenant(tx);
    return { url: webhook.url, secrets, allow, now };
  }

  private async settle(
    claimed: Claimed,
    token: string,
    { outcome, askedMs, attempt }: Delivered,
  ): Promise<void> {
    const { tenantId, id, webhookId } = claimed;
    const { database, random = Math.random } = this.options;
    const taken = outcome === 'taken';
    const attempts = claimed.attempts + 1;
    const again = outcome === 'refused' ? retryIn({ attempts, askedMs }, random()) : null;
    const status = taken ? 'delivered' : again === null ? 'failed' : 'pending';
    await database.transaction(async (tx) => {
      const [settled] = await tx.query<{ givenUp: boolean }>(settleStatement, [
        ...[tenantId, id, token, status, again, JSON.stringify(attempt), taken, GIVE_UP_DAYS],
      ]);
      const reason = outcome === 'gone' ? 'gone' : 'failing';
      if (settled && (outcome === 'gone' || settled.givenUp))
        await tx.query(offStatement, [tenantId, webhookId, reason, 'system', formatId('whk', webhookId)]);
    });
  }
}
