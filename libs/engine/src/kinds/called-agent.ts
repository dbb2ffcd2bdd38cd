import type { JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';

const agentVersion = statement('agent_version');

/** A version of an agent as a task finds it. */
export interface CalledAgent {
  templateId: string;
  version: number;
  templateVersion: number;
  /** As its owner gave it. */
  configuration: JsonObject;
}

interface AgentRow extends Record<string, unknown> {
  template_id: string;
  version: number;
  template_version: number;
  configuration: JsonObject;
}

/**
 * The version of an agent that a task names: the one it asks for, or the latest that there was when its run began.
 *
 * @throws MaestroError `unknown-ref`
 */
export async function calledAgent(
  engine: Engine,
  run: Pick<ClaimedTask['run'], 'ref' | 'createdAt'>,
  { name, version }: { name: string; version: number | null },
): Promise<CalledAgent> {
  const wanted = [run.ref.tenantId, name, version, run.createdAt];
  const [row] = await engine.database.query<AgentRow>(agentVersion, wanted);
  if (!row)
    throw new MaestroError(
      'unknown-ref',
      version === null ? `There is no agent ${name}.` : `There is no agent ${name}@${version}.`,
    );
  const { template_id: templateId, template_version: templateVersion, configuration } = row;
  return { templateId, version: row.version, templateVersion, configuration };
}
