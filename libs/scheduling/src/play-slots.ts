import { cancelRun, LostSlot, startEach, type StartRequest } from '@maestro/engine';
import type { JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { decide, type Decision } from './decide';
import { leaseValues, type Keeper, type Term } from './leader';
import type { WrittenSchedule } from './schedules';

const slotsToPlay = statement('slots_to_play');
const putOffSlots = statement('put_off_slots');

interface SlotRow extends WrittenSchedule {
  tenant_id: string;
  orchestra_id: string;
  slot: Date;
  due_at: Date;
  now: Date;
  waited: boolean;
  backfill_id: string | null;
  name: string;
  tag: string | null;
  template_id: string;
  version: number | null;
  inputs: JsonObject;
  labels: Record<string, string>;
  enabled: boolean;
  hidden: boolean;
  orchestra_version: number;
  answers: string;
  subject: string | null;
  open: string[];
  queued: number;
}

type Playing = { row: SlotRow; decision: Extract<Decision, { act: 'play' }> };
type PuttingOff = { row: SlotRow; status: 'waiting' | 'skipped'; reason: string; detail: string | null };

/**
 * Begins the slots whose time has come.
 *
 * @returns how many; `limit` where there is more to do at once
 */
export async function playSlots(keeper: Keeper, term: Term, limit: number): Promise<number> {
  const rows = await keeper.engine.database.query<SlotRow & Record<string, unknown>>(slotsToPlay, [limit]);
  const { playing, off, left } = sortOut(keeper, rows);
  const refused = await play(keeper, term, playing);
  await putOff(keeper, term, [...off, ...refused.off]);
  const moved = playing.length + off.length - refused.left;
  return moved > 0 && (left > 0 || rows.length >= limit) ? limit : moved;
}

/** Slots of one orchestra of which each depends on what became of the one before go one by one. */
function sortOut(keeper: Keeper, rows: readonly SlotRow[]) {
  const playing: Playing[] = [];
  const off: PuttingOff[] = [];
  const seen = new Set<string>();
  let left = 0;
  for (const row of rows) {
    const { decision, dependent } = decisionOf(keeper, row);
    const key = `${row.tenant_id} ${row.orchestra_id}`;
    if (dependent && seen.has(key)) {
      left += 1;
      continue;
    }
    if (dependent) seen.add(key);
    if (decision.act === 'play') playing.push({ row, decision });
    else if (decision.act === 'skip')
      off.push({ row, status: 'skipped', reason: decision.reason, detail: null });
    else if (!row.waited) off.push({ row, status: 'waiting', reason: 'overlap', detail: null });
  }
  return { playing, off, left };
}

function decisionOf({ schedules, engine }: Keeper, row: SlotRow): { decision: Decision; dependent: boolean } {
  try {
    const schedule = schedules({ ...row, id: row.orchestra_id, version: row.orchestra_version });
    const overlap = schedule?.overlap ?? 'allow';
    const { waited, enabled, hidden, queued } = row;
    const backfill = row.backfill_id !== null;
    const state = { backfill, waited, enabled, hidden, overlap, open: row.open.length, queued };
    if (row.version === null) return { decision: { act: 'skip', reason: 'no-version' }, dependent: false };
    return { decision: decide(state), dependent: !backfill && overlap !== 'allow' };
  } catch (error) {
    engine.onError(error, `reading the schedule of orchestra ${row.orchestra_id}`);
    return { decision: { act: 'skip', reason: 'invalid-schedule' }, dependent: false };
  }
}

/** Starts runs; says which slots are skipped since theirs was refused, and how many are left for another time. */
async function play(
  keeper: Keeper,
  term: Term,
  playing: readonly Playing[],
): Promise<{ off: PuttingOff[]; left: number }> {
  if (playing.length === 0) return { off: [], left: 0 };
  for (const { row, decision } of playing) if (decision.cancel) await cancelOpen(keeper, row);
  const requests = await Promise.all(playing.map((one) => requestOf(keeper, term, one)));
  const results = await startEach(keeper.engine, requests);
  const off: PuttingOff[] = [];
  let left = 0;
  results.forEach((result, i) => {
    const { row } = playing[i] as Playing;
    if (!(result instanceof Error)) tell(keeper, row, { outcome: 'fired', reason: null });
    else if (isVerdict(result))
      off.push({ row, status: 'skipped', reason: result.code, detail: result.message.slice(0, 2_000) });
    else {
      left += 1;
      if (!(result instanceof LostSlot)) keeper.engine.onError(result, 'playing a slot');
    }
  });
  return { off, left };
}

/** What is refused for now, since somebody could not be asked, is tried again. */
function isVerdict(error: Error): error is MaestroError {
  return (
    error instanceof MaestroError &&
    !['policy-unavailable', 'service-unavailable', 'internal'].includes(error.code)
  );
}

async function cancelOpen({ engine }: Keeper, { tenant_id: tenantId, open, slot }: SlotRow): Promise<void> {
  const reason = `The slot of ${slot.toISOString()} takes its place.`;
  for (const runId of open) await cancelRun(engine, { tenantId, runId, actor: 'schedule', reason });
}

async function requestOf(
  { engine, lease }: Keeper,
  { holder, number: term }: Term,
  { row, decision }: Playing,
): Promise<StartRequest> {
  const { tenant_id: tenantId, template_id: templateId, orchestra_id: id, slot, name, tag } = row;
  const version = row.version as number;
  const { plan } = await engine.plans.get(tenantId, templateId, version);
  return {
    ...{ tenantId, templateId, version, plan, inputs: row.inputs },
    createdBy: `${row.backfill_id === null ? 'schedule' : 'backfill'} for ${row.answers}`,
    createdSubject: row.subject,
    origin: 'cron',
    orchestra: { id, name, tag },
    ...{ traceparent: null, idempotencyKey: null },
    labels: { ...row.labels, slot: slot.toISOString() },
    slot: { orchestraId: id, at: slot, alone: decision.alone, lease: { name: lease, holder, term } },
  };
}

async function putOff(keeper: Keeper, term: Term, off: readonly PuttingOff[]): Promise<void> {
  if (off.length === 0) return;
  await keeper.engine.database.query(putOffSlots, [
    ...leaseValues(keeper, term),
    off.map(({ row }) => row.tenant_id),
    off.map(({ row }) => row.orchestra_id),
    off.map(({ row }) => row.slot),
    off.map(({ status }) => status),
    off.map(({ reason }) => reason),
    off.map(({ detail }) => detail),
  ]);
  for (const { row, status, reason } of off)
    if (status === 'skipped') tell(keeper, row, { outcome: status, reason });
}

function tell(
  keeper: Keeper,
  row: SlotRow,
  what: { outcome: 'fired' | 'skipped'; reason: string | null },
): void {
  keeper.onSettled({ ...what, lateMs: row.now.getTime() - row.due_at.getTime() });
}
