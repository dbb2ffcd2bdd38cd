import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from '../engine';
import { passSlot } from './pass-slot';

const yieldSlots = statement('yield_slots');

/** Passes on the slots that a paused run was passed and has not begun to use. Safe to repeat. */
export async function yieldUnused(engine: Engine, { tenantId, runId }: RunRef): Promise<void> {
  const rows = await engine.database.query<{ key: string }>(yieldSlots, [tenantId, runId]);
  for (const { key } of rows) await passSlot(engine, tenantId, key);
}
