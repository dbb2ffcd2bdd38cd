import type { Egress } from '@maestro/egress';
import { effectKey } from '@maestro/engine';
import type { DatasetSink } from '@maestro/handlers';
import { datasetExists, listRecords, upsertRecords, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { VectorSearch } from '@maestro/retrieval';
import type { Masker } from '@maestro/secrets/mask';
import type { SecretSource } from './attempt-secrets';
import { reportUsage } from './billing';
import { voiceOf } from './attempt-voice';
import { createCollectionDoor } from './collections/collection-door';
import { createDoors, type Door } from './doors';
import type { HeldAttempt } from './held-attempts';
import { LazyContext, type DoorMaker } from './lazy-context';
import type { LogWriter } from './log-writer';
import type { ModelDoors } from './models/model-door';
import type { AttemptContext } from './performer';
import { permitConnection, type Asker } from './policy-step';
import { createToolDoor, type McpMemory } from './tools/tool-door';

/** Records that one call reads. */
const maxRecords = 1_000;

/** Makes what a handler is given: its identity, its signal, and the few doors to the outside. */
export function createContextFactory(
  parts: Asker & { tenants: TenantDatabase; models: ModelDoors; secrets: SecretSource; mcp: McpMemory },
  logs: LogWriter,
  /** `host:port` of what Maestro itself stands on: no tenant can allow these. */
  closed: readonly string[],
) {
  const { engine, policies, tenants: database, models } = parts;
  const doorOf = createDoors(database, closed);
  const retrieval = { tenants: database, vectors: new VectorSearch(database) };

  const datasetsOf = (tenantId: string, masker: Masker): DatasetSink => ({
    upsert: (request) => database.withTenant(tenantId, (tx) => upsertRecords(tx, masker.value(request))),
    read: ({ dataset, after }) =>
      database.withTenant(tenantId, async (tx) => {
        if (!(await datasetExists(tx, dataset)))
          throw new MaestroError('not-found', `There is no dataset ${JSON.stringify(dataset.slice(0, 64))}.`);
        const page = await listRecords(tx, { dataset, after, limit: maxRecords });
        const next = page.hasMore ? (page.rows.at(-1)?.key ?? null) : null;
        return { records: page.rows.map(({ key, data }) => ({ key, data })), next };
      }),
  });

  const make: DoorMaker = {
    voice: (attempt, masker) => voiceOf(attempt, masker, logs),
    bill: (attempt, usage) => reportUsage(engine, attempt, usage),
    datasets: datasetsOf,
    models,
    collections: (attempt, means) => createCollectionDoor(retrieval, attempt, means),
    tools: ({ attempt, idempotencyKey, egress }) =>
      createToolDoor({ ...parts, signal: attempt.signal, idempotencyKey, egress }, attempt.task),
  };

  return async (attempt: HeldAttempt, masker: Masker): Promise<AttemptContext> => {
    const { tenantId } = attempt.task.run.ref;
    const permit: AttemptContext['permit'] = (hop) =>
      permitConnection({ engine, policies }, attempt.task, hop);
    const idempotencyKey = await effectKey(engine, attempt.task);
    const asks = await policies.governs(tenantId, 'egress:connect');
    const { egress, reach } = guarded(await doorOf(tenantId), permit, asks);
    return new LazyContext({ attempt, masker, idempotencyKey, egress, reach, permit }, make);
  };
}

/** The tenant's door, as far as policy opens it to one attempt. */
function guarded({ egress, reach }: Door, permit: AttemptContext['permit'], asks: boolean): Door {
  if (!asks) return { egress, reach };
  const asking: Egress = {
    request: (wanted) => egress.request({ ...wanted, permit }),
    stream: (wanted) => egress.stream({ ...wanted, permit }),
    connect: (target) => egress.connect({ ...target, permit }),
    close: () => egress.close(),
  };
  return { egress: asking, reach: { ...reach, asks } };
}
