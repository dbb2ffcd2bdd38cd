import { Client } from 'pg';

/** Hears what is announced, on a connection of its own that heals. */
export interface Announcements {
  /** Whether announcements come through now. */
  live(): boolean;
  close(): Promise<void>;
}

export interface AnnouncementOptions {
  url: string;
  application: string;
  /** Is given the tenants concerned; null stands for all, also once after each gap. */
  onNews: (tenants: readonly string[] | null) => void;
  onError?: (error: unknown) => void;
}

/** The channel of `announce.ts`. */
const LISTEN = 'LISTEN maestro_events';
/** A connection that says nothing is asked so often whether it is still there, and has so long to answer. */
const PROBE_MS = 4_000;
const ANSWER_MS = 2_000;
const RECONNECT_MS = 500;

/**
 * Listens until closed. A connection that broke, also one that did so without a word, is found within 6 s and made anew; what was
 * announced meanwhile is lost, and `onNews(null)` says so.
 */
export function openAnnouncements(options: AnnouncementOptions): Announcements {
  return new Listening(options);
}

class Listening implements Announcements {
  private closed = false;
  private heard = false;
  private wake: () => void = () => undefined;
  private readonly running: Promise<void>;

  constructor(private readonly options: AnnouncementOptions) {
    this.running = this.run();
  }

  live(): boolean {
    return this.heard;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      await this.listen().catch((error: unknown) => {
        if (!this.closed) this.options.onError?.(error);
      });
      this.heard = false;
      await this.pause(RECONNECT_MS);
    }
  }

  /** One connection, until it breaks or nobody needs it any more. */
  private async listen(): Promise<void> {
    const { url, application, onNews } = this.options;
    const client = new Client({
      connectionString: url,
      application_name: application,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    let broken: Error | null = null;
    client.on('error', (error) => {
      broken = error;
      this.wake();
    });
    client.on('notification', ({ payload }) => onNews(payload ? payload.split(',') : null));
    try {
      await client.connect();
      await client.query(LISTEN);
      this.heard = true;
      onNews(null);
      for (;;) {
        await this.pause(PROBE_MS);
        if (broken) throw broken as Error;
        if (this.closed) return;
        await client.query('SELECT');
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private pause(ms: number): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
