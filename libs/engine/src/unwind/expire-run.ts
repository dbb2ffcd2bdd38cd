import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { Engine } from '../engine';
import type { RunContext } from '../run-values';

const expire = statement('expire_run');

/** Lets a run wind down whose deadline has passed; a paused one only once it is resumed. True where this call did. */
export async function expireRun(engine: Engine, { ref, expired, control }: RunContext): Promise<boolean> {
  if (!expired || control !== 'none') return false;
  const error = new MaestroError('deadline-exceeded', 'The run did not end before its deadline.').toProblem();
  const set = await engine.database.query(expire, [ref.tenantId, ref.runId, JSON.stringify(error)]);
  return set.length > 0;
}
