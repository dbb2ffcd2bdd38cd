import { isOpenSink } from '@maestro/flow';
import { nodeOf } from './node-of';
import type { OwnedDelta, SettledCompletion } from './settled';

/** One row that a plain batch writes: an own row, or what all of its ends decide of one successor. */
export interface PlainRow {
  tenantId: string;
  runId: string;
  n: number;
  /** Index in the batch: of the own row, or of who asked for the successor. */
  owner: number;
  /** Null for a successor. */
  token: string | null;
  decided: number;
  fired: number;
  take: boolean;
}

/**
 * Where the success of an attempt that holds no slot is plain to write: at the top level, where all it decides is that
 * successors which wait for all of their edges may go on; or as the only task of a map's item. Null elsewhere.
 */
export function plainPlace({ completion, settlement }: SettledCompletion): 'top' | 'item' | null {
  const { outcome, from, token, place, plan } = completion;
  if (outcome.kind !== 'succeeded' || outcome.tolerated || from !== 'running' || token === null) return null;
  const node = plan.nodes[nodeOf(completion)];
  if (!node || node.concurrency !== null || node.rate_limit !== null) return null;
  if (place) {
    const alone = place.parentN !== null && place.scopeN === null && isOpenSink(plan, place.node);
    return alone && settlement.deltas.length === 0 ? 'item' : null;
  }
  // A successor that starts before all of its edges are decided may end beside one of its predecessors.
  const waits = settlement.deltas.every(({ n, urgent }) => urgent === 0 && plan.nodes[n]?.join !== 'any');
  return waits ? 'top' : null;
}

/** The rows of a plain batch in the order in which everybody locks tasks, each once; null where a row would be two things. */
export function plainRows(
  batch: readonly SettledCompletion[],
  deltas: readonly OwnedDelta[],
): PlainRow[] | null {
  const rows: PlainRow[] = batch.map(({ completion: { run, n, token } }, owner) => ({
    ...{ tenantId: run.tenantId, runId: run.runId, n, owner, token },
    ...{ decided: 0, fired: 0, take: false },
  }));
  for (const { owner, n, decided, fired, take } of deltas) {
    const { tenantId, runId } = rows[owner] as PlainRow;
    rows.push({ tenantId, runId, n, owner, token: null, decided, fired, take });
  }
  rows.sort(inLockOrder);
  let kept = 0;
  for (const row of rows) {
    const last = kept > 0 ? (rows[kept - 1] as PlainRow) : null;
    if (!last || inLockOrder(last, row) !== 0) {
      rows[kept] = row;
      kept += 1;
    } else if (last.token !== null || row.token !== null) return null;
    else join(last, row);
  }
  rows.length = kept;
  return rows;
}

/** The first of those that asked for a successor is given it. */
function join(row: PlainRow, other: PlainRow): void {
  if (other.take && (!row.take || other.owner < row.owner)) row.owner = other.owner;
  row.decided += other.decided;
  row.fired += other.fired;
  row.take ||= other.take;
}

function inLockOrder(a: PlainRow, b: PlainRow): number {
  if (a.runId !== b.runId)
    return a.tenantId === b.tenantId ? (a.runId < b.runId ? -1 : 1) : a.tenantId < b.tenantId ? -1 : 1;
  return a.n - b.n;
}
