import { startRuns, type StartResult } from '@maestro/engine';
import { checkFields } from '@maestro/nest-kit';
import { formatId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Connections } from '../connections';
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
  const ones = body.runs.map((one, i) => within(i, () => checkFields(StartOneBody, one)));
  const { tenantId } = starter.principal;
  const version = await tenants.withTenant(tenantId, (tx) => resolve(tx, body));
  const { plan } = await engine.plans.get(tenantId, version.templateId, version.version);
  const requests = ones.map((one, i) => ({ ...version, plan, ...requestOf(one, starter, `/runs/${i}`) }));
  return { data: (await startRuns(engine, requests)).map(showOutcome) };
}

/** Faults of an entry, told by where the entry stands. */
function within<T>(i: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const { code, errors = [] } = error.toProblem();
    throw new MaestroError(code, `Run ${i} of the batch: ${error.message}`, {
      errors: errors.map((fault) => ({ ...fault, pointer: `/runs/${i}${fault.pointer ?? ''}` })),
    });
  }
}

function showOutcome(result: StartResult): StartOutcomeDto {
  const runId = 'runId' in result ? formatId('run', result.runId) : null;
  return { outcome: result.outcome, run_id: runId };
}
