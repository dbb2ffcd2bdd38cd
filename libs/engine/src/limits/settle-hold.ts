import { formatId, statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { runRef, type Engine, type RunRef } from '../engine';
import type { RunValues } from '../values';
import { passPlaces } from './pass-slot';

const readHold = statement('read_hold');
const settleStatement = statement('settle_hold');
const refuseStatement = statement('refuse_hold');
const replacedRuns = statement('replaced_runs');
const cancelStatement = statement('cancel_run');

export interface SettledHold {
  /** Runs that were told to wind down: sweep them. */
  winding: RunRef[];
  /** The run that waits in its stead, where it joined one. */
  joined: string | null;
}

const NOTHING: SettledHold = { winding: [], joined: null };

/**
 * Sees to a run that is held under its concurrency key: it begins if there is room, and else waits, gives up or makes room, as
 * its template says. Safe to repeat.
 */
export async function settleHold(
  engine: Engine,
  { ref, plan: { concurrency } }: Pick<RunValues, 'ref' | 'plan'>,
): Promise<SettledHold> {
  const { tenantId, runId } = ref;
  const [hold] = await engine.database.query<{ key: string }>(readHold, [tenantId, runId]);
  if (!hold || !concurrency) return NOTHING;
  const { key } = hold;
  const { limit, on_busy: onBusy } = concurrency;
  await passPlaces(engine, { tenantId, key, limit });
  if (onBusy === 'queue') return NOTHING;
  const [settled] = await engine.database.query<SettledRow>(settleStatement, [tenantId, runId, key, onBusy]);
  if (settled?.kind === 'refuse') return refuse(engine, ref, settled.other);
  if (settled?.kind === 'held' && onBusy === 'replace') return replace(engine, ref, { key, limit });
  return NOTHING;
}

interface SettledRow extends Record<string, unknown> {
  kind: 'none' | 'held' | 'refuse';
  other: string | null;
}

/** It winds down without having begun. */
async function refuse(engine: Engine, ref: RunRef, other: string | null): Promise<SettledHold> {
  const error =
    other === null
      ? new MaestroError(
          'concurrency-busy',
          'Others hold the places of its key, and its template says not to wait.',
        )
      : new MaestroError('coalesced', `The run ${formatId('run', other)} waits in its stead.`);
  const { tenantId, runId } = ref;
  const values = [tenantId, runId, JSON.stringify(error.toProblem()), error.message];
  await engine.database.query(refuseStatement, values);
  return { winding: [ref], joined: other };
}

/** The newest of a key have its places: what is older is cancelled, whether it holds one or waits. */
async function replace(
  engine: Engine,
  { tenantId, runId }: RunRef,
  { key, limit }: { key: string; limit: number },
): Promise<SettledHold> {
  const values = [tenantId, runId, key, limit - 1];
  const rows = await engine.database.query<{ tenant_id: string; run_id: string }>(replacedRuns, values);
  const reason = `The run ${formatId('run', runId)} takes its place.`;
  for (const row of rows)
    await engine.database.query(cancelStatement, [row.tenant_id, row.run_id, 'system', reason, null]);
  return { winding: rows.map(runRef), joined: null };
}
