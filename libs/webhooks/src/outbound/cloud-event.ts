import type { FeedEvent } from '@maestro/engine';
import { formatApprovalId, formatId } from '@maestro/persistence';
import type { JsonObject } from '@maestro/dsl';

/** What is told of a run besides its event. */
export interface RunFacts {
  status: string;
  /** Whether another run began it. */
  child: boolean;
  template: string;
  orchestra: string | null;
  summary: string | null;
  error: JsonObject | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  costMicros: number;
}

interface Envelope {
  id: string;
  tenantId: string;
  type: string;
  subject: string;
  at: Date;
}

/** A CloudEvent in structured JSON: the very text that is signed and sent. */
export function cloudEvent({ id, tenantId, type, subject, at }: Envelope, data: JsonObject): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: `/tenants/${formatId('ten', tenantId)}`,
    type,
    subject,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data,
  });
}

/** An event of the feed as it is told. Values of the run are not in it: whoever needs them, and may, asks for them. */
export function tellEvent(
  event: FeedEvent,
  facts: RunFacts,
  { id, type }: { id: string; type: string },
): string {
  const subject = formatId('run', event.runId);
  const envelope = { id, tenantId: event.tenantId, type, subject, at: event.at };
  return cloudEvent(envelope, { ...runData(event, facts), ...ownData(event) });
}

/** A deadline that was missed, of an orchestra: the run is named where there is one. */
export function tellDeadline(
  { tenantId, at, orchestraId, data }: FeedEvent,
  name: string | null,
  { id, type }: { id: string; type: string },
): string {
  const orchestra = orchestraId === null ? null : formatId('orc', orchestraId);
  const run = data?.['run'];
  const said = (field: string) => data?.[field] ?? null;
  return cloudEvent(
    { id, tenantId, type, subject: orchestra ?? '', at },
    {
      orchestra: orchestra && { id: orchestra, name },
      run_id: typeof run === 'string' ? formatId('run', run) : null,
      slot: said('slot'),
      deadline_at: said('deadline_at'),
      status: said('status'),
      reason: said('reason'),
    },
  );
}

const MAX_TEXT = 2_000;

function runData(
  { runId, templateId, templateVersion, orchestraId }: FeedEvent,
  facts: RunFacts,
): JsonObject {
  const { error, createdAt, startedAt, finishedAt } = facts;
  const code = error?.['code'];
  const detail = error?.['message'] ?? error?.['detail'];
  return {
    run_id: formatId('run', runId),
    status: facts.status,
    template: {
      id: templateId && formatId('tpl', templateId),
      name: facts.template,
      version: templateVersion,
    },
    orchestra: orchestraId && { id: formatId('orc', orchestraId), name: facts.orchestra },
    created_at: createdAt.toISOString(),
    started_at: startedAt?.toISOString() ?? null,
    finished_at: finishedAt?.toISOString() ?? null,
    output: facts.summary?.slice(0, MAX_TEXT) ?? null,
    error: error && {
      code: typeof code === 'string' ? code : null,
      message: typeof detail === 'string' ? detail.slice(0, MAX_TEXT) : null,
    },
    cost_cents: facts.costMicros / 10_000,
  };
}

/** What the event itself says, beside its run. */
function ownData({ type, runId, actor, data }: FeedEvent): JsonObject {
  if (type === 'anomaly.detected') return { anomaly: anomalyOf(data) };
  if (type !== 'approval.requested' && type !== 'approval.vote') return {};
  const own: JsonObject = {};
  const n = data?.['task'];
  if (typeof n === 'number') own['approval_id'] = formatApprovalId(runId, n);
  if (type === 'approval.vote')
    Object.assign(own, {
      decision: data?.['decision'] ?? null,
      approval_status: data?.['status'] ?? null,
      actor,
    });
  return own;
}

/** In milliseconds, or in cents as the API has them. */
function anomalyOf(data: FeedEvent['data']): JsonObject {
  const { measure = null, score = null, samples = null } = data ?? {};
  const shown = (value: unknown) =>
    typeof value !== 'number' ? null : measure === 'cost' ? value / 10_000 : value;
  return { measure, value: shown(data?.['value']), median: shown(data?.['median']), score, samples };
}
