import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';

const subflowVersion = statement('subflow_version');

/**
 * The version of a template that a task calls by its name: the one it asks for, or the one that was the latest when its run began.
 *
 * @throws MaestroError `unknown-ref`
 */
export async function calledTemplate(
  engine: Engine,
  run: Pick<ClaimedTask['run'], 'ref' | 'createdAt'>,
  { name, version }: { name: string; version: number | null },
): Promise<{ templateId: string; version: number }> {
  const [row] = await engine.database.query<{ template_id: string; version: number }>(subflowVersion, [
    run.ref.tenantId,
    name,
    version,
    run.createdAt,
  ]);
  if (row) return { templateId: row.template_id, version: row.version };
  const wanted = version === null ? name : `${name}@${version}`;
  throw new MaestroError('unknown-ref', `There is no template ${wanted}.`);
}
