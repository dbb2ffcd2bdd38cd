import { statement, type EngineDatabase } from '@maestro/persistence';

const schedulerTick = statement('scheduler_tick');

/** The lease of a leader, under the term it was taken for. */
export interface LeaderLease {
  name: string;
  holder: string;
  term: number;
  leaseMs: number;
}

/**
 * For each loop of the leader, by name, the milliseconds until it has work; null where nothing is known to come. A
 * loop that is not named has to look for itself.
 */
export type DueWork = Readonly<Record<string, number | null>>;

interface TickRow extends Record<string, unknown> {
  leads: boolean;
  timer: number | null;
  sweep: number | null;
  rescue: number | null;
  cache: number | null;
  admission: number | null;
  seal: number | null;
  attest: number | null;
  anchor: number | null;
  slots: number | null;
  follow: number | null;
  firings: number | null;
  webhooks: number | null;
}

/** Prolongs the lease and says what is due, in one statement; null where the term is over. */
export async function tickScheduler(
  { database }: { database: EngineDatabase },
  { name, holder, term, leaseMs }: LeaderLease,
): Promise<DueWork | null> {
  const [row] = await database.query<TickRow>(schedulerTick, [name, holder, term, leaseMs]);
  if (!row?.leads) return null;
  const { timer, sweep, rescue, cache, admission, seal, attest, anchor, slots, follow, firings, webhooks } =
    row;
  return { timer, sweep, rescue, cache, admission, seal, attest, anchor, slots, follow, firings, webhooks };
}
