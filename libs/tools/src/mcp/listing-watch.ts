import { createHash } from 'node:crypto';
import type { ToolsetRow } from '@maestro/persistence';
import { differs } from '../listing';
import { sortListing, type Described, type ListedNow } from './described';

export type HearsOfListing = (toolset: ToolsetRow, now: ListedNow) => Promise<void>;

interface Seen {
  hash: string;
  quietUntil: number;
}

/** Toolsets whose last listing is remembered. */
const MOST = 1_000;
/** A server that lists something else each time is told of once in so long. */
const QUIET_MS = 60_000;

/**
 * Sees that a server lists something else than before, and tells of it once. Whether it does is told from a hash: to look closer means to
 * compile the schemas of all its tools, which is not done for each call.
 */
export class ListingWatch {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  async look(toolset: ToolsetRow, listed: readonly Described[], hear: HearsOfListing): Promise<void> {
    const { id, digest, proposed, readOnly } = toolset;
    const said = listed.map(({ name, description, inputSchema }) => [name, description, inputSchema]);
    const text = JSON.stringify([digest, proposed?.digest, said]);
    const hash = createHash('sha256').update(text).digest('base64');
    const { hash: before, quietUntil } = this.seen.get(id) ?? { hash: '', quietUntil: 0 };
    if (before === hash || this.now() < quietUntil) return;
    const now = sortListing(listed, readOnly);
    const other = now.tools.length > 0 && differs(proposed ?? toolset, now);
    this.remember(id, { hash, quietUntil: other ? this.now() + QUIET_MS : 0 });
    if (other) await hear(toolset, now);
  }

  private remember(id: string, seen: Seen): void {
    this.seen.delete(id);
    this.seen.set(id, seen);
    const [oldest] = this.seen.keys();
    if (oldest !== undefined && this.seen.size > MOST) this.seen.delete(oldest);
  }
}
