import { BoundedMap } from './bounded-map';

const WINDOW_MS = 60_000;
const MAX_WRONG = 200;
const MAX_ADDRESSES = 10_000;

/**
 * Counts wrong keys by the address they came from, in windows of a minute. What it protects is the database: the
 * keys themselves are too long to guess.
 */
export class WrongKeyLimiter {
  private readonly windows = new BoundedMap<string, { count: number; endsAt: number }>(MAX_ADDRESSES);

  constructor(private readonly now: () => number = Date.now) {}

  /** Seconds until this address may try again, or null where it may now. */
  retryAfter(address: string): number | null {
    const window = this.windows.get(networkOf(address));
    const left = window && window.count >= MAX_WRONG ? window.endsAt - this.now() : 0;
    return left > 0 ? Math.ceil(left / 1_000) : null;
  }

  record(address: string): void {
    const network = networkOf(address);
    const window = this.windows.get(network);
    if (window && window.endsAt > this.now()) window.count += 1;
    else this.windows.set(network, { count: 1, endsAt: this.now() + WINDOW_MS });
  }
}

/** One client can draw any address of its IPv6 network: the first 64 bits stand for it. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1] as string;
  if (!address.includes(':')) return address;
  const [head = ''] = address.split('::');
  return `${head.split(':').slice(0, 4).join(':')}::/64`;
}
