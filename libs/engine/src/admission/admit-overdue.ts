import type { Engine } from '../engine';
import { admit, limitedOf, readBacklog } from './admission';
import { usedBy } from './admitted';

/** A leader admits many times in a while as long as this. */
const OVERDUE_MS = 15_000;
/** Of each tenant, in one look. */
const SOME = 100;

/** Admits what has waited so long that there seems to be no leader to do it. Returns how much that was. */
export async function admitOverdue(engine: Engine): Promise<number> {
  let admitted = 0;
  const pairs = await readBacklog(engine);
  const limited = limitedOf(pairs);
  for (const { queue, tenant_id: tenantId, max_running_tasks: max } of pairs) {
    const room = max === null ? SOME : Math.min(SOME, max - (await usedBy(engine, tenantId, max)).length);
    if (room <= 0) continue;
    const shares = new Map([[tenantId, room]]);
    admitted += (await admit(engine, queue, { shares, limited, readyForMs: OVERDUE_MS })).length;
  }
  return admitted;
}
