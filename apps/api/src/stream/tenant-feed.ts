import {
  isUnavailable,
  readFeedHead,
  type EventPosition,
  type FeedHead,
  type TenantDatabase,
} from '@maestro/persistence';
import type { PlanOutlines } from '../runs/outlines';
import { Frames } from './frames';
import { readPart, type OutlinedPage, type OutlinedRow } from './read-part';

/** Events that are kept at hand, so that readers who keep up share one look into the database. */
const KEPT = 2_000;
const PART = 500;
/** How soon it looks again: while nobody tells of news, and where older transactions hold some back. */
const POLL_MS = 2_000;
const UNSETTLED_MS = 25;
/** From one look to the next: longer where many read on, since each news is a packet to each of them. */
const PACE_MS = 20;
const SLOWEST_PACE_MS = 40;
const READERS_PER_MS = 5;

export type FeedPart = Pick<OutlinedPage, 'rows' | 'upto' | 'full'>;

/** What feeds are read from. */
export interface FeedSource {
  tenants: TenantDatabase;
  outlines: PlanOutlines;
  onError: (error: unknown) => void;
}

/** Whose events, and of which types; null for all. */
export interface FeedOf {
  tenantId: string;
  types: readonly string[] | null;
}

/**
 * What happens to the runs of one tenant, while somebody in this process looks on. It is read once for all of them; who falls
 * behind what is kept reads the rest by himself, at his own pace. Nobody is given more than he asks for.
 */
export class TenantFeed {
  readonly frames = new Frames();
  /** Settled events behind `begin` up to `end`, in order. */
  private kept: OutlinedRow[] = [];
  private begin: EventPosition;
  private end: EventPosition;
  private readonly waiting = new Set<() => void>();
  private reading: Promise<void> | null = null;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readAt = -Infinity;
  /** How many the last news woke. */
  private readers = 0;

  constructor(
    private readonly source: FeedSource,
    private readonly of: FeedOf,
    { now }: FeedHead,
  ) {
    this.begin = this.end = now;
    this.later(POLL_MS);
  }

  static async open(source: FeedSource, of: FeedOf): Promise<TenantFeed> {
    return new TenantFeed(source, of, await source.tenants.withTenant(of.tenantId, readFeedHead));
  }

  /** There may be news. */
  look(): void {
    if (this.closed) return;
    const early = this.readAt + this.pace() - performance.now();
    if (this.reading) this.again = true;
    else if (early > 0) this.later(early);
    else this.reading = this.read();
  }

  private pace(): number {
    return Math.min(SLOWEST_PACE_MS, PACE_MS + this.readers / READERS_PER_MS);
  }

  /** A part of what follows on a position: from what is kept, or else from the database. */
  async after(position: EventPosition): Promise<FeedPart> {
    if (before(position, this.begin)) return this.readBehind(position);
    const rows = this.kept.slice(this.placeAfter(position)).slice(0, PART);
    const last = rows.at(-1);
    const full = rows.length === PART;
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
    let full = false;
    try {
      const page = await this.readBehind(this.end);
      this.keep(page);
      full = page.full;
      if (page.unsettled) pauseMs = UNSETTLED_MS;
    } catch (error) {
      if (!isUnavailable(error)) this.source.onError(error);
    }
    this.reading = null;
    // Who is behind catches up.
    this.readAt = full ? -Infinity : performance.now();
    this.later(full ? 0 : this.again ? this.pace() : pauseMs);
    this.again = false;
  }

  private readBehind(after: EventPosition): Promise<OutlinedPage> {
    const { tenantId, types } = this.of;
    const { tenants, outlines } = this.source;
    return tenants.withTenant(tenantId, (tx) => readPart(tx, outlines, { after, types }));
  }

  private keep({ rows, upto }: OutlinedPage): void {
    for (const row of rows) this.kept.push(row);
    this.end = upto;
    const spare = this.kept.length - KEPT;
    const oldest = spare > 0 ? this.kept[spare - 1] : undefined;
    if (oldest) {
      this.begin = oldest;
      this.kept = this.kept.slice(spare);
    }
    if (rows.length === 0) return;
    this.readers = this.waiting.size;
    for (const done of [...this.waiting]) done();
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
      if (before(position, this.kept[middle] as OutlinedRow)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

export function before(a: EventPosition, b: EventPosition): boolean {
  const [x, y] = [BigInt(a.xid), BigInt(b.xid)];
  return x < y || (x === y && BigInt(a.id) < BigInt(b.id));
}
