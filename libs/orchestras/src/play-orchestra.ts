import type { JsonObject } from '@maestro/dsl';
import { cancelRun, startRun, type Engine, type StartRequest, type StartResult } from '@maestro/engine';
import {
  formatId,
  locateTemplate,
  openRunsBefore,
  type OrchestraRow,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import { readOverlap, type Overlap } from '@maestro/timetable';
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
  const overlap = readOverlap(row.schedule);
  const own = { inputs: { ...row.inputs, ...inputs }, labels: { ...row.labels, ...labels } };
  const how = { version, plan, origin: 'run-now', ...entryBy(overlap) } as const;
  const result = await startRun(engine, { ...request, ...partsOf(row), ...own, ...how });
  // Only once it has begun: what refuses it, refuses that others are cancelled for it.
  if (overlap === 'cancel_running' && result.outcome === 'started')
    await cancelBefore({ engine, tenants }, { tenantId, orchestraId: row.id, result, by: request.createdBy });
  return result;
}

function entryBy(overlap: Overlap): Pick<StartRequest, 'entry'> {
  if (typeof overlap === 'object') return { entry: { queue: overlap.queue } };
  return overlap === 'skip' ? { entry: { queue: 0 } } : {};
}

/** Of two that begin at once, the later one stays. */
async function cancelBefore(
  { engine, tenants }: Parts,
  about: { tenantId: string; orchestraId: string; result: { runId: string }; by: string },
): Promise<void> {
  const { tenantId, orchestraId, by } = about;
  const { runId } = about.result;
  const open = await tenants.withTenant(tenantId, (tx) => openRunsBefore(tx, { orchestraId, runId }));
  const reason = `The run ${formatId('run', runId)} takes its place.`;
  for (const before of open) await cancelRun(engine, { tenantId, runId: before, actor: by, reason });
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
