import { startRuns, type StartResult } from '@maestro/engine';
import { checkFields } from '@maestro/nest-kit';
import { formatId } from '@maestro/persistence';
import type { Connections } from '../connections';
import { pointing } from '../http/pointing';
import type { StartedBatchDto, StartOutcomeDto } from './batch.dto';
import { requestOf, resolve, type Starter } from './start';
import { StartOneBody, type StartBatchBody } from './start-body';

/**
 * Starts the runs a body lists, of one template version.
 *
 * @throws MaestroError as `start` does, with pointers into the list; nothing is started then
 */
export async function startBatch(
  { tenants, engine }: Pick<Connections, 'tenants' | 'engine'>,
  body: StartBatchBody,
  starter: Starter,
): Promise<StartedBatchDto> {
  const ones = body.runs.map((one, i) =>
    pointing({ pointer: `/runs/${i}`, name: `Run ${i} of the batch` }, () => checkFields(StartOneBody, one)),
  );
  const { tenantId } = starter.principal;
  const version = await tenants.withTenant(tenantId, (tx) => resolve(tx, body));
  const { plan } = await engine.plans.get(tenantId, version.templateId, version.version);
  const requests = ones.map((one, i) => ({ ...version, plan, ...requestOf(one, starter, `/runs/${i}`) }));
  return { data: (await startRuns(engine, requests)).map(showOutcome) };
}

function showOutcome(result: StartResult): StartOutcomeDto {
  const runId = 'runId' in result ? formatId('run', result.runId) : null;
  return { outcome: result.outcome, run_id: runId };
}
