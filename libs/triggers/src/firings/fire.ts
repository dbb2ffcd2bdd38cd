import type { JsonObject } from '@maestro/dsl';
import { LostFiring, startEach, type Engine, type StartRequest, type StartResult } from '@maestro/engine';
import { entryOf, takePlace } from '@maestro/orchestras';
import { formatId, statement, type FiringKey } from '@maestro/persistence';
import { MaestroError, storableText } from '@maestro/problems';
import { triggerValue } from '../events/cloud-event';

const dueFirings = statement('due_firings');
const firingsToFire = statement('firings_to_fire');
const settleFirings = statement('settle_firings');

/** So many firings are fired at once. */
export const FIRING_BATCH = 200;
/** What cannot be started for now is tried again for so long. */
const GIVE_UP_MS = 24 * 3_600_000;
const MAX_PAUSE_MS = 60_000;
const MAX_DETAIL = 2_000;

interface FiringToStart {
  tenant_id: string;
  trigger_id: string;
  event_id: string;
  inputs: JsonObject | null;
  labels: Record<string, string> | null;
  idempotency_key: string | null;
  depth: number;
  tries: number;
  created_at: Date;
  now: Date;
  enabled: boolean;
  answers: string;
  subject: string | null;
  template_id: string;
  version: number | null;
  orchestra_id: string | null;
  orchestra_name: string;
  orchestra_tag: string | null;
  orchestra_inputs: JsonObject | null;
  orchestra_labels: Record<string, string> | null;
  orchestra_enabled: boolean | null;
  orchestra_schedule: JsonObject | null;
  event: Parameters<typeof triggerValue>[0];
}

/** What became of a firing that has no run of its own. */
interface Settlement {
  row: FiringToStart;
  status: 'fired' | 'refused' | 'due';
  reason: string;
  detail: string | null;
  runId: string | null;
  pauseMs: number | null;
}

/** Fires what was left by whoever wrote it down, of all tenants. Returns how many it looked at. */
export async function fireLeft(engine: Engine, limit = FIRING_BATCH): Promise<number> {
  const rows = await engine.database.query<{ tenant_id: string; trigger_id: string; event_id: string }>(
    dueFirings,
    [limit],
  );
  await fire(
    engine,
    rows.map((row) => ({ tenantId: row.tenant_id, triggerId: row.trigger_id, eventId: row.event_id })),
  );
  return rows.length;
}

/**
 * Starts the runs of firings that are due, each in the transaction that says so of its firing: so each begins one run, whoever
 * fires it, and however often. What refuses a run is written down, or it is tried again where that may help.
 */
export async function fire(engine: Engine, keys: readonly FiringKey[]): Promise<void> {
  if (keys.length === 0) return;
  const rows = await engine.database.query<FiringToStart & Record<string, unknown>>(firingsToFire, [
    keys.map(({ tenantId }) => tenantId),
    keys.map(({ triggerId }) => triggerId),
    keys.map(({ eventId }) => eventId),
  ]);
  const settled: Settlement[] = [];
  const sound = rows.filter((row) => {
    const refused = refusalOf(row);
    if (refused) settled.push(refused);
    return refused === null;
  });
  const requests = await Promise.all(sound.map((row) => requestOf(engine, row)));
  const results = await startEach(engine, requests);
  results.forEach((result, i) => {
    const settlement = settlementOf(engine, sound[i] as FiringToStart, result);
    if (settlement) settled.push(settlement);
  });
  await settle(engine, settled);
  for (const [i, result] of results.entries()) await makeRoom(engine, sound[i] as FiringToStart, result);
}

/** Where its orchestra says so, a run takes the place of those before it. */
async function makeRoom(engine: Engine, row: FiringToStart, result: StartResult | Error): Promise<void> {
  const { tenant_id: tenantId, orchestra_id: orchestraId, orchestra_schedule: schedule } = row;
  if (result instanceof Error || result.outcome !== 'started' || !orchestraId || !schedule) return;
  const by = `trigger for ${row.answers}`;
  await takePlace(engine, { tenantId, orchestraId, schedule, runId: result.runId, by });
}

/** Why nothing is started for a firing, whatever gates say. */
function refusalOf(row: FiringToStart): Settlement | null {
  const refuse = (reason: string, detail: string) =>
    ({ row, status: 'refused', reason, detail, runId: null, pauseMs: null }) as const;
  if (!row.enabled) return refuse('disabled', 'The trigger was switched off before it could begin the run.');
  if (row.orchestra_enabled === false)
    return refuse('disabled', 'The orchestra is off: nothing of it begins by itself.');
  return row.version === null ? refuse('no-version', 'The template has no published version.') : null;
}

async function requestOf({ plans }: Engine, row: FiringToStart): Promise<StartRequest> {
  const { tenant_id: tenantId, template_id: templateId, trigger_id: triggerId, event_id: eventId } = row;
  const version = row.version as number;
  const { plan } = await plans.get(tenantId, templateId, version);
  return {
    ...{ tenantId, templateId, version, plan },
    inputs: { ...row.orchestra_inputs, ...row.inputs },
    createdBy: `trigger for ${row.answers}`,
    createdSubject: row.subject,
    origin: 'event',
    orchestra:
      row.orchestra_id === null
        ? null
        : { id: row.orchestra_id, name: row.orchestra_name, tag: row.orchestra_tag },
    ...(row.orchestra_schedule && entryOf(row.orchestra_schedule)),
    traceparent: traceOf(row.event.extensions),
    idempotencyKey: row.idempotency_key,
    labels: {
      ...row.orchestra_labels,
      ...row.labels,
      trigger: formatId('trg', triggerId),
      event: formatId('evt', eventId),
    },
    firing: { triggerId, eventId, depth: row.depth, value: triggerValue(readEvent(row.event)) },
  };
}

/** Times come as texts out of JSON. */
function readEvent(event: FiringToStart['event']): FiringToStart['event'] {
  return { ...event, time: event.time === null ? null : new Date(event.time) };
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that the event belongs to, by the extension for distributed tracing. */
function traceOf({ traceparent }: Readonly<Record<string, unknown>>): string | null {
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : null;
}

/** Null where the firing has its run, or somebody else has it. */
function settlementOf(engine: Engine, row: FiringToStart, result: StartResult | Error): Settlement | null {
  if (result instanceof LostFiring) return null;
  const about = { row, detail: null, runId: null, pauseMs: null };
  if (!(result instanceof Error)) {
    if (result.outcome === 'replayed')
      return { ...about, status: 'fired', reason: 'idempotency-key', runId: result.runId };
    if (result.outcome !== 'key-mismatch') return null;
    const detail = 'Its idempotency key has started a run of another version or with other inputs.';
    return { ...about, status: 'refused', reason: 'idempotency-mismatch', detail };
  }
  const known = result instanceof MaestroError;
  if (!known) engine.onError(result, 'firing a trigger');
  const reason = known ? result.code : 'internal';
  const detail = known ? detailOf(result) : 'Something went wrong on our side.';
  const passing = !known || transient.has(result.code);
  if (!passing || row.now.getTime() - row.created_at.getTime() >= GIVE_UP_MS)
    return { ...about, status: 'refused', reason, detail };
  const pauseMs = Math.min(MAX_PAUSE_MS, 1_000 * 2 ** Math.min(row.tries, 6)) * (0.5 + engine.random() / 2);
  return { ...about, status: 'due', reason, detail, pauseMs };
}

/** What passes by itself. */
const transient: ReadonlySet<string> = new Set([
  ...['policy-unavailable', 'service-unavailable', 'quota-exceeded', 'rate-limited', 'internal'],
]);

function detailOf(error: MaestroError): string {
  const [first] = error.errors ?? [];
  const text = first && first.message !== error.message ? `${error.message} ${first.pointer ?? ''}: ${first.message}` : error.message; // prettier-ignore
  return storableText(text, MAX_DETAIL);
}

async function settle({ database }: Engine, settled: readonly Settlement[]): Promise<void> {
  if (settled.length === 0) return;
  const column = <T>(pick: (one: Settlement) => T) => settled.map(pick);
  await database.query(settleFirings, [
    column(({ row }) => row.tenant_id),
    column(({ row }) => row.trigger_id),
    column(({ row }) => row.event_id),
    column(({ status }) => status),
    column(({ reason }) => reason),
    column(({ detail }) => detail),
    column(({ runId }) => runId),
    column(({ pauseMs }) => pauseMs),
  ]);
}
