import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const runContext = statement('run_context');

/** Who started a run, or its root. It never changes. */
export async function readStarter(engine: Engine, { tenantId, runId }: RunRef): Promise<string> {
  return engine.cache.get(`starter ${runId}`, async () => {
    const [row] = await engine.database.query<{ created_by: string }>(runContext, [tenantId, runId]);
    return row?.created_by ?? '';
  });
}
