import { openAnnouncements, type Announcements } from '@maestro/persistence';
import { TenantFeed, type FeedOf, type FeedSource } from './tenant-feed';

export interface FeedsOptions extends FeedSource {
  /** Where to listen. */
  databaseUrl: string;
}

interface Open {
  tenantId: string;
  feed: Promise<TenantFeed>;
  readers: number;
}

/**
 * The feeds of the tenants that somebody looks at. While nobody does, nothing is asked of the database. Who follows how runs come and
 * go has another feed than who follows steps, of which there are many more.
 */
export class Feeds {
  private readonly open = new Map<string, Open>();
  private announcements: Announcements | null = null;

  constructor(private readonly options: FeedsOptions) {}

  /** The feed of a tenant. It stays open until everybody who took it has released it. */
  async take(of: FeedOf): Promise<{ feed: TenantFeed; release: () => void }> {
    const key = `${of.tenantId} ${of.types?.join() ?? ''}`;
    const open = this.open.get(key) ?? {
      tenantId: of.tenantId,
      feed: TenantFeed.open(this.options, of),
      readers: 0,
    };
    this.open.set(key, open);
    open.readers += 1;
    this.listen();
    const release = () => this.release(key, open);
    try {
      return { feed: await open.feed, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const { feed } of this.open.values())
      void feed.then(
        (opened) => opened.close(),
        () => undefined,
      );
    this.open.clear();
    await this.announcements?.close();
  }

  private release(key: string, open: Open): void {
    open.readers -= 1;
    if (open.readers > 0) return;
    void open.feed.then(
      (feed) => feed.close(),
      () => undefined,
    );
    if (this.open.get(key) === open) this.open.delete(key);
    if (this.open.size > 0) return;
    void this.announcements?.close();
    this.announcements = null;
  }

  private listen(): void {
    const { databaseUrl: url, onError } = this.options;
    this.announcements ??= openAnnouncements({
      url,
      application: 'maestro-api-events',
      onError,
      onNews: (tenants) => {
        for (const { tenantId, feed } of this.open.values())
          if (tenants?.includes(tenantId) ?? true)
            void feed.then(
              (opened) => opened.look(),
              () => undefined,
            );
      },
    });
  }
}
