import { startRun, type Engine, type StartRequest, type StartResult } from '@maestro/engine';
import { listAgentVersions, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { faultAt } from '@maestro/problems';
import { getAgent } from './write-agent';

/** What one run of an agent has of its own. */
export interface InvokeRequest extends Omit<StartRequest, 'templateId' | 'version' | 'plan'> {
  /** Id or name. */
  agent: string;
  /** The latest unless told. */
  agentVersion: number | undefined;
}

/**
 * Starts a run of an agent. What stands in the way of a run stands in the way of this one, too.
 *
 * @throws MaestroError `not-found`, `unknown-ref`, and as `startRun` does
 */
export async function invokeAgent(
  { engine, tenants }: { engine: Engine; tenants: TenantDatabase },
  { agent, agentVersion, ...request }: InvokeRequest,
): Promise<StartResult> {
  const { tenantId } = request;
  const { templateId, version } = await tenants.withTenant(tenantId, (tx) =>
    playedBy(tx, agent, agentVersion),
  );
  const { plan } = await engine.plans.get(tenantId, templateId, version);
  return startRun(engine, { ...request, templateId, version, plan });
}

async function playedBy(tx: TenantTx, reference: string, wanted: number | undefined) {
  const { id: agentId, version, templateId, templateVersion } = await getAgent(tx, reference);
  if (wanted === undefined || wanted === version) return { templateId, version: templateVersion };
  const { rows } = await listAgentVersions(tx, { agentId, before: wanted + 1, limit: 1 });
  const [found] = rows;
  if (found?.version !== wanted)
    throw faultAt('unknown-ref', '/version', `The agent has no version ${wanted}.`);
  return { templateId, version: found.templateVersion };
}
