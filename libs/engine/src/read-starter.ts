import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const runContext = statement('run_context');

/** Who started a run, or its root. It never changes. */
export async function readStarter(engine: Engine, run: RunRef): Promise<string> {
  return (await readOrigin(engine, run)).starter;
}

/** Where a run comes from: who started it or its root, and how many runs it stands in. */
export async function readOrigin(
  engine: Engine,
  { tenantId, runId }: RunRef,
): Promise<{ starter: string; depth: number }> {
  return engine.cache.get(`origin ${runId}`, async () => {
    const key = [tenantId, runId];
    const [row] = await engine.database.query<{ created_by: string; depth: number }>(runContext, key);
    return { starter: row?.created_by ?? '', depth: row?.depth ?? 0 };
  });
}
