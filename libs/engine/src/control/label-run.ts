import { limits } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from '../engine';

const lockRun = statement('lock_run');
const labelStatement = statement('label_run');

export interface LabelRequest extends RunRef {
  set: Readonly<Record<string, string>>;
  remove: readonly string[];
  actor: string;
}

/**
 * Sets and takes away labels of a run, also of one that is over.
 *
 * @throws MaestroError `not-found`, `limit-exceeded`
 */
export async function labelRun(
  engine: Engine,
  { tenantId, runId, set, remove, actor }: LabelRequest,
): Promise<void> {
  const [row] = await engine.database.transaction(async (tx) => {
    await tx.query(lockRun, [tenantId, runId]);
    return tx.query<{ fits: boolean }>(labelStatement, [
      tenantId,
      runId,
      [...remove, ...Object.keys(set)],
      JSON.stringify(set),
      actor,
      limits.labels,
      JSON.stringify(remove),
    ]);
  });
  if (!row) throw new MaestroError('not-found', 'There is no such run.');
  if (!row.fits) throw new MaestroError('limit-exceeded', `A run has at most ${limits.labels} labels.`);
}
