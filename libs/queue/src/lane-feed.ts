import { LANE_MESSAGES } from './tenant-turns';

/** The pace of a lane is that of the last moments. */
const BUCKET_MS = 50;
/** However slowly it goes, the lane is looked after so soon after a message was taken. */
const PAUSE_MS = 10;

/**
 * When a lane from which this process takes messages is filled up, and how far: it is to hold what is taken in a twentieth of
 * a second, so that it neither runs dry nor gets so long that the turns of tenants mean little.
 */
export class LaneFeed {
  private bucketAt = -Infinity;
  private before = 0;
  private current = 0;
  private sinceFed = 0;
  private fedAt = -Infinity;
  private feeding: Promise<void> | null = null;
  private again = false;

  /** @param fill brings the lane to so many messages */
  constructor(
    private readonly fill: (room: number) => Promise<void>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A message was taken, or the lane was found empty. */
  taken(count: number): void {
    const now = this.now();
    this.count(count, now);
    this.sinceFed += count;
    const room = this.room();
    if (count > 0 && now - this.fedAt < PAUSE_MS && this.sinceFed < room / 2) return;
    if (this.feeding) this.again = true;
    else this.feed(room, now);
  }

  /** Resolves once nothing is on its way into the lane. */
  async idle(): Promise<void> {
    while (this.feeding) await this.feeding;
  }

  private count(count: number, now: number): void {
    const buckets = Math.floor((now - this.bucketAt) / BUCKET_MS);
    if (buckets >= 1) {
      this.before = buckets === 1 ? this.current : 0;
      this.current = 0;
      this.bucketAt = buckets === 1 ? this.bucketAt + BUCKET_MS : now;
    }
    this.current += count;
  }

  private room(): number {
    return LANE_MESSAGES + Math.max(this.before, this.current);
  }

  private feed(room: number, now: number): void {
    this.fedAt = now;
    this.sinceFed = 0;
    this.feeding = this.fill(room).finally(() => {
      this.feeding = null;
      if (!this.again) return;
      this.again = false;
      this.feed(this.room(), this.now());
    });
  }
}
