import type { JsonObject } from '@maestro/dsl';
import { startRun, type Engine, type StartRequest, type StartResult } from '@maestro/engine';
import { locateTemplate, type OrchestraRow, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { entryOf, takePlace } from './overlap';
import { getOrchestra } from './write-orchestra';

/** What one run of an orchestra has of its own. */
export interface PlayRequest extends Pick<
  StartRequest,
  'tenantId' | 'createdBy' | 'createdSubject' | 'traceparent' | 'idempotencyKey' | 'priority' | 'deadlineMs'
> {
  /** Null names none. */
  orchestraId: string | null;
  /** Over those of the orchestra, one by one. */
  inputs?: JsonObject | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
}

interface Parts {
  engine: Engine;
  tenants: TenantDatabase;
}

/**
 * Starts a run of an orchestra now, whether or not it is enabled. What else stands in the way of a run stands in the way of this
 * one: its overlap policy, policy, freeze windows, budgets, quotas, the inputs that its score takes.
 *
 * @throws MaestroError `not-found`, `orchestra-busy`, and as `startRun` does
 */
export async function playOrchestra(
  { engine, tenants }: Parts,
  { orchestraId, inputs, labels, ...request }: PlayRequest,
): Promise<StartResult> {
  const { tenantId } = request;
  const { row, version } = await tenants.withTenant(tenantId, async (tx) => {
    const row = await getOrchestra(tx, orchestraId);
    return { row, version: await versionOf(tx, row) };
  });
  const { plan } = await engine.plans.get(tenantId, row.templateId, version);
  const own = { inputs: { ...row.inputs, ...inputs }, labels: { ...row.labels, ...labels } };
  const how = { version, plan, origin: 'run-now', ...entryOf(row.schedule) } as const;
  const result = await startRun(engine, { ...request, ...partsOf(row), ...own, ...how });
  const begun = { tenantId, orchestraId: row.id, schedule: row.schedule, by: request.createdBy };
  if (result.outcome === 'started') await takePlace(engine, { ...begun, runId: result.runId });
  return result;
}

/** The version of its score that plays. */
export async function versionOf(
  tx: TenantTx,
  { templateId }: Pick<OrchestraRow, 'templateId'>,
): Promise<number> {
  const score = await locateTemplate(tx, { id: templateId });
  if (!score) throw new Error('the score of an orchestra is gone');
  return score.version;
}

/** What every run of an orchestra is started with. */
export function partsOf(
  row: Pick<OrchestraRow, 'id' | 'name' | 'tag' | 'templateId' | 'inputs' | 'labels'>,
): Pick<StartRequest, 'templateId' | 'orchestra' | 'inputs'> & { labels: Record<string, string> } {
  const { id, name, tag, templateId, inputs, labels } = row;
  return { templateId, orchestra: { id, name, tag }, inputs, labels: { ...labels } };
}
