import {
  isUnavailable,
  readFeed,
  readFeedHead,
  type EventPosition,
  type FeedHead,
  type FeedPage,
  type FeedRow,
  type TenantDatabase,
} from '@maestro/persistence';

/** Events that are kept at hand, so that readers who keep up share one look into the database. */
const KEPT = 2_000;
const PAGE = 500;
/** How soon it looks again: while nobody tells of news, and where older transactions hold some back. */
const POLL_MS = 2_000;
const UNSETTLED_MS = 25;
/** Between two looks. */
const PACE_MS = 20;

export type FeedPart = Pick<FeedPage, 'rows' | 'upto' | 'full'>;

/**
 * What happens to the runs of one tenant, while somebody in this process looks on. It is read once for all of them; who falls
 * behind what is kept reads the rest by himself, at his own pace. Nobody is given more than he asks for.
 */
export class TenantFeed {
  /** Settled events behind `begin` up to `end`, in order. */
  private kept: FeedRow[] = [];
  private begin: EventPosition;
  private end: EventPosition;
  private readonly waiting = new Set<() => void>();
  private reading: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly tenants: TenantDatabase,
    private readonly tenantId: string,
    { now }: FeedHead,
    private readonly onError: (error: unknown) => void,
  ) {
    this.begin = this.end = now;
    this.later(POLL_MS);
  }

  static async open(
    tenants: TenantDatabase,
    tenantId: string,
    onError: (error: unknown) => void,
  ): Promise<TenantFeed> {
    return new TenantFeed(tenants, tenantId, await tenants.withTenant(tenantId, readFeedHead), onError);
  }

  /** There may be news. */
  look(): void {
    if (this.closed) return;
    if (this.reading) this.again = true;
    else this.reading = this.read();
  }

  /** A part of what follows on a position: from what is kept, or else from the database. */
  async after(position: EventPosition): Promise<FeedPart> {
    if (before(position, this.begin))
      return this.tenants.withTenant(this.tenantId, (tx) => readFeed(tx, position, PAGE));
    const rows = this.kept.slice(this.placeAfter(position)).slice(0, PAGE);
    const last = rows.at(-1);
    const full = rows.length === PAGE;
    const upto = full && last ? last : this.end;
    return { rows, upto: before(upto, position) ? position : upto, full };
  }

  /** Resolves once there is something behind a position, or after so many ms, or at the signal. */
  changed(position: EventPosition, ms: number, signal: AbortSignal): Promise<void> {
    const last = this.kept.at(-1);
    if (signal.aborted || this.closed || (last && before(position, last))) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.waiting.add(done);
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const done of [...this.waiting]) done();
  }

  private async read(): Promise<void> {
    let pauseMs = POLL_MS;
    try {
      const page = await this.tenants.withTenant(this.tenantId, (tx) => readFeed(tx, this.end, PAGE));
      this.keep(page);
      if (page.full || page.unsettled) pauseMs = page.full ? 0 : UNSETTLED_MS;
    } catch (error) {
      if (!isUnavailable(error)) this.onError(error);
    }
    this.reading = null;
    this.later(this.again ? PACE_MS : pauseMs);
    this.again = false;
  }

  private keep({ rows, upto }: FeedPage): void {
    for (const row of rows) this.kept.push(row);
    this.end = upto;
    const spare = this.kept.length - KEPT;
    const oldest = spare > 0 ? this.kept[spare - 1] : undefined;
    if (oldest) {
      this.begin = oldest;
      this.kept = this.kept.slice(spare);
    }
    if (rows.length > 0) for (const done of [...this.waiting]) done();
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => this.look(), ms);
  }

  /** Index of the first kept event behind a position. */
  private placeAfter(position: EventPosition): number {
    let [low, high] = [0, this.kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(position, this.kept[middle] as FeedRow)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export function before(a: EventPosition, b: EventPosition): boolean {
  const [x, y] = [BigInt(a.xid), BigInt(b.xid)];
  return x < y || (x === y && BigInt(a.id) < BigInt(b.id));
}
