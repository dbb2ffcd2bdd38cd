import type { Json, JsonObject } from '@maestro/dsl';
import type { EventConsumer } from '@maestro/engine';
import {
  enabledTriggers,
  formatId,
  keepEvents,
  statement,
  type EngineTransaction,
  type EventTx,
  type TriggerFilter,
} from '@maestro/persistence';
import { MAX_DATA_BYTES, OWN_SOURCE, type CloudEvent } from '../events/cloud-event';
import { writeFirings, type Lookers } from './write-firings';

const finishedRuns = statement('finished_runs');
const waitingTenants = statement('trigger_tenants');

/** Names and labels come beside the outputs. */
const MAX_OUTPUT_BYTES = MAX_DATA_BYTES / 2;

interface FinishedRun {
  tenant_id: string;
  run_id: string;
  status: string;
  template_id: string;
  template: string;
  template_version: number;
  orchestra_id: string | null;
  summary: string | null;
  error: Json;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date;
  outputs: Json;
  outputs_left_out: boolean;
  labels: JsonObject;
  depth: number;
}

/**
 * Writes down what the ends of runs mean to triggers. The end of a run is an event like any other, named by the run; that of a run
 * which another run started is a part of that other one.
 */
export function createTriggerConsumer(): EventConsumer {
  return {
    name: 'triggers',
    types: ['run.finished'],
    // Most tenants have no such trigger, and then none of their runs is read.
    wants: async (database, sorts) => {
      const rows = await database.query<{ id: string }>(waitingTenants, [
        sorts.map(({ tenantId }) => tenantId),
      ]);
      const waiting = new Set(rows.map(({ id }) => id));
      return sorts.filter(({ tenantId }) => waiting.has(tenantId));
    },
    consume: async (tx, events) => {
      const rows = await tx.query<FinishedRun & Record<string, unknown>>(finishedRuns, [
        events.map(({ tenantId }) => tenantId),
        events.map(({ runId }) => runId),
        MAX_OUTPUT_BYTES,
      ]);
      const tenants = new Set(rows.map((row) => row.tenant_id));
      for (const tenantId of tenants)
        await look(
          eventTx(tx, tenantId),
          rows.filter((row) => row.tenant_id === tenantId),
        );
    },
  };
}

const ofEnds: Lookers = {
  kind: 'run_finished',
  passes: ({ filter }, { event }) => passesEnd(filter, event),
  // The leader itself wrote it down.
  leftAfterMs: 0,
};

async function look(tx: EventTx, runs: readonly FinishedRun[]): Promise<void> {
  const triggers = await enabledTriggers(tx, 'run_finished');
  const wanted = runs
    .map((run) => ({ event: endOf(run), depth: run.depth }))
    .filter(({ event }) => triggers.some(({ filter }) => passesEnd(filter, event)));
  if (wanted.length === 0) return;
  const events = wanted.map(({ event, depth }) => ({ ...event, depth }));
  const { added, kept } = await keepEvents(tx, events, 'system');
  const happenings = kept
    .filter(({ id }) => added.has(id))
    .flatMap(({ id, eventId }) => {
      const found = wanted.find(({ event }) => event.id === eventId);
      return found ? [{ ...found, id }] : [];
    });
  await writeFirings(tx, happenings, ofEnds);
}

/** Whether the end of a run passes the filter of a trigger. */
export function passesEnd(
  { templates = [], orchestras = [], statuses = [] }: TriggerFilter,
  { data }: Pick<CloudEvent, 'data'>,
): boolean {
  const { template_id: template, orchestra_id: orchestra, status } = data as Record<string, Json>;
  const among = (list: readonly string[], value: Json | undefined) =>
    list.length === 0 || (typeof value === 'string' && list.includes(value));
  return among(templates, template) && among(orchestras, orchestra) && among(statuses, status);
}

function endOf(run: FinishedRun): CloudEvent {
  const id = formatId('run', run.run_id);
  return {
    ...{ source: OWN_SOURCE, id, type: `dev.maestro.run.${run.status}.v1`, subject: id },
    ...{ time: run.finished_at, contentType: 'application/json', dataSchema: null, extensions: {} },
    dataBase64: null,
    data: {
      ...{ run_id: id, status: run.status, template_id: formatId('tpl', run.template_id) },
      ...{ template: run.template, template_version: run.template_version },
      orchestra_id: run.orchestra_id === null ? null : formatId('orc', run.orchestra_id),
      ...{ labels: run.labels, outputs: run.outputs, outputs_left_out: run.outputs_left_out },
      ...{ output: run.summary, error: run.error, created_by: run.created_by },
      created_at: run.created_at.toISOString(),
      started_at: run.started_at?.toISOString() ?? null,
      finished_at: run.finished_at.toISOString(),
    },
  };
}

/** What stores of a tenant take, over the transaction of the engine, which sees all tenants: each statement names its own. */
function eventTx(tx: EngineTransaction, tenantId: string): EventTx {
  return {
    tenantId,
    query: async <R>(text: string, values?: unknown[]) =>
      (await tx.query({ name: '', text }, values)) as unknown as R[],
  };
}
