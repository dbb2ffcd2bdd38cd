import { newId, statement, type EngineTransaction } from '@maestro/persistence';

/** The pool, or the transaction that inserts the run. */
type Client = Pick<EngineTransaction, 'query'>;

const openStatement = statement('open_run_budgets');
const closeStatement = statement('close_run_budgets');
const capStatement = statement('run_budget');

/** A run that is about to be started. */
export interface CappedRun {
  runId: string;
  /** Micro-dollars; null where it has no cap of its own. */
  cap: number | null;
  actor: string;
  /** Whether an attempt that the cap does not reach for waits, which is usual, or fails. */
  onExhausted?: 'wait' | 'fail' | undefined;
}

/** What a run may cost: what its start asks for, within what its template allows. */
export function capOf(asked: number | null | undefined, allowed: number | null | undefined): number | null {
  const caps = [asked, allowed].filter((cap) => cap != null);
  return caps.length === 0 ? null : Math.min(...caps);
}

/** Opens the accounts of runs before these are inserted: a run never moves without its cap. */
export async function openAccounts(
  client: Client,
  tenantId: string,
  runs: readonly CappedRun[],
): Promise<void> {
  const capped = runs.filter(({ cap }) => cap !== null);
  if (capped.length === 0) return;
  await client.query(openStatement, [
    tenantId,
    capped.map(() => newId()),
    capped.map(({ runId }) => runId),
    capped.map(({ cap }) => cap),
    capped.map(({ actor }) => actor),
    capped.map(({ onExhausted }) => onExhausted ?? 'wait'),
  ]);
}

/** Forgets the accounts of those that were not inserted after all. */
export async function closeAccounts(
  client: Client,
  tenantId: string,
  runs: readonly CappedRun[],
): Promise<void> {
  const capped = runs.filter(({ cap }) => cap !== null).map(({ runId }) => runId);
  if (capped.length > 0) await client.query(closeStatement, [tenantId, capped]);
}

/** The cap of a run that is repeated. */
export async function readCap(client: Client, tenantId: string, runId: string): Promise<number | null> {
  const [row] = await client.query<{ cap: number }>(capStatement, [tenantId, runId]);
  return row?.cap ?? null;
}
