import { statement } from '@maestro/persistence';
import type { Engine } from './engine';

const feedHeld = statement('feed_held');

/**
 * For how many seconds what has happened is kept from those who follow it (streams, webhooks, the audit chain) by a transaction of the
 * server that is older and still open: also by one of another database.
 */
export async function heldBackSeconds(engine: Engine): Promise<number> {
  const [row] = await engine.database.query<{ held_s: number }>(feedHeld);
  return row?.held_s ?? 0;
}
