import { newId } from '../ids';
import type { TenantTx } from '../tenant-database';

export const slotStatuses = ['due', 'waiting', 'fired', 'skipped'] as const;

export type SlotStatus = (typeof slotStatuses)[number];

export const slotDeadlines = ['pending', 'met', 'missed', 'void'] as const;

export type SlotDeadline = (typeof slotDeadlines)[number];

/** What became of a slot. */
export interface SlotRow {
  slot: Date;
  dueAt: Date;
  status: SlotStatus;
  reason: string | null;
  detail: string | null;
  /** By when it was to be over, and whether it was; null where nobody said so. */
  deadlineAt: Date | null;
  deadline: SlotDeadline | null;
  runId: string | null;
  backfillId: string | null;
}

/** A slot whose time has come. */
export interface NewSlot {
  slot: number;
  dueAt: number;
  deadline: number | null;
  status: 'due' | 'skipped';
  reason: string | null;
}

export interface NewBackfill {
  orchestraId: string;
  from: Date;
  to: Date;
  concurrency: number;
  actor: string;
  subject: string | null;
}

const COLUMNS = `slot, due_at AS "dueAt", status, reason, detail, deadline_at AS "deadlineAt", deadline, run_id AS "runId", backfill_id AS "backfillId"`;
const LATEST = `SELECT ${COLUMNS} FROM maestro_schedule_slots
  WHERE tenant_id = $1 AND orchestra_id = $2 ORDER BY slot DESC LIMIT $3`;
const BETWEEN = `SELECT ${COLUMNS} FROM maestro_schedule_slots
  WHERE tenant_id = $1 AND orchestra_id = $2 AND slot >= $3 AND slot < $4 ORDER BY slot`;
const INSERT = `INSERT INTO maestro_schedule_slots (tenant_id, orchestra_id, slot, due_at, status, reason, settled_at,
    deadline_at, deadline)
  SELECT $1, $2, to_timestamp(s.slot / 1000), to_timestamp(s.due_at / 1000), s.status, s.reason,
         CASE WHEN s.status = 'skipped' THEN maestro_now() END, to_timestamp(s.deadline / 1000),
         CASE WHEN s.deadline IS NOT NULL THEN 'pending' END
  FROM unnest($3::float8[], $4::float8[], $5::text[], $6::text[], $7::float8[]) AS s (slot, due_at, status, reason, deadline)
  ON CONFLICT DO NOTHING`;
const BACKFILL = `INSERT INTO maestro_backfills (tenant_id, id, orchestra_id, from_slot, to_slot, concurrency, created_by,
    created_subject)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
// What was skipped may be asked for; what has its run, or is about to get it, is left as it is.
const ASK = `INSERT INTO maestro_schedule_slots AS s (tenant_id, orchestra_id, slot, due_at, status, backfill_id)
  SELECT $1, $2, a.slot, a.slot, 'waiting', $4 FROM unnest($3::timestamptz[]) AS a (slot)
  ON CONFLICT (tenant_id, orchestra_id, slot) DO UPDATE
    SET status = 'waiting', reason = NULL, detail = NULL, settled_at = NULL, backfill_id = excluded.backfill_id
    WHERE s.status = 'skipped'
  RETURNING slot`;

/** The latest slots of an orchestra, latest first. */
export async function latestSlots(tx: TenantTx, orchestraId: string, limit: number): Promise<SlotRow[]> {
  return tx.query<SlotRow>(LATEST, [tx.tenantId, orchestraId, limit]);
}

/** Slots of an orchestra from one instant up to another. */
export async function slotsBetween(
  tx: TenantTx,
  orchestraId: string,
  { from, to }: { from: Date; to: Date },
): Promise<SlotRow[]> {
  return tx.query<SlotRow>(BETWEEN, [tx.tenantId, orchestraId, from, to]);
}

/** Writes slots down; those that are written down already stay as they are. */
export async function insertSlots(
  tx: TenantTx,
  orchestraId: string,
  slots: readonly NewSlot[],
): Promise<void> {
  await tx.query(INSERT, [
    ...[tx.tenantId, orchestraId],
    slots.map(({ slot }) => slot),
    slots.map(({ dueAt }) => dueAt),
    slots.map(({ status }) => status),
    slots.map(({ reason }) => reason),
    slots.map(({ deadline }) => deadline),
  ]);
}

/** Asks for slots that were not played; returns its id, and how many slots wait for their turn by it. */
export async function insertBackfill(
  tx: TenantTx,
  { orchestraId, from, to, concurrency, actor, subject }: NewBackfill,
  slots: readonly Date[],
): Promise<{ id: string; slots: number }> {
  const id = newId();
  await tx.query(BACKFILL, [tx.tenantId, id, orchestraId, from, to, concurrency, actor, subject]);
  const asked = await tx.query(ASK, [tx.tenantId, orchestraId, slots, id]);
  return { id, slots: asked.length };
}
