import type { TenantTx } from '../tenant-database';

export interface FreezeBreakRow {
  id: string;
  windowId: string;
  reason: string;
  templateId: string | null;
  runId: string | null;
  requestedBy: string;
  requestedActor: string;
  requestedAt: Date;
  approvedActor: string | null;
  approvedAt: Date | null;
  expiresAt: Date;
  /** By the clock of the database. */
  expired: boolean;
  usedBy: string | null;
}

const COLUMNS = `id, window_id AS "windowId", reason, template_id AS "templateId", run_id AS "runId",
  requested_by AS "requestedBy", requested_actor AS "requestedActor", requested_at AS "requestedAt",
  approved_actor AS "approvedActor", approved_at AS "approvedAt", expires_at AS "expiresAt",
  expires_at <= maestro_now() AS expired, used_by AS "usedBy"`;
const INSERT = `INSERT INTO maestro_freeze_breaks
  (tenant_id, id, window_id, reason, template_id, run_id, requested_by, requested_actor, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, maestro_now() + $9 * interval '1 ms') RETURNING ${COLUMNS}`;
const LOCK = `SELECT ${COLUMNS} FROM maestro_freeze_breaks
  WHERE tenant_id = $1 AND window_id = $2 AND id = $3 FOR UPDATE`;
const LIST = `SELECT ${COLUMNS} FROM maestro_freeze_breaks
  WHERE tenant_id = $1 AND window_id = $2 ORDER BY id DESC LIMIT $3`;
const APPROVE = `UPDATE maestro_freeze_breaks SET approved_by = $3, approved_actor = $4, approved_at = maestro_now()
  WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`;

export interface NewFreezeBreak {
  id: string;
  windowId: string;
  reason: string;
  templateId: string | null;
  runId: string | null;
  /** Who answers for it. */
  person: string;
  actor: string;
  forMs: number;
}

/** Asks for a permission to start in spite of a window. It is none before somebody else has given it. */
export async function insertFreezeBreak(tx: TenantTx, asked: NewFreezeBreak): Promise<FreezeBreakRow> {
  const { id, windowId, reason, templateId, runId, person, actor, forMs } = asked;
  const values = [tx.tenantId, id, windowId, reason, templateId, runId, person, actor, forMs];
  const [row] = await tx.query<FreezeBreakRow>(INSERT, values);
  return row as FreezeBreakRow;
}

/** The permission of a window, locked; or null. */
export async function lockFreezeBreak(
  tx: TenantTx,
  { windowId, id }: { windowId: string; id: string },
): Promise<FreezeBreakRow | null> {
  const [row] = await tx.query<FreezeBreakRow>(LOCK, [tx.tenantId, windowId, id]);
  return row ?? null;
}

/** Newest first. */
export async function listFreezeBreaks(
  tx: TenantTx,
  windowId: string,
  limit: number,
): Promise<FreezeBreakRow[]> {
  return tx.query<FreezeBreakRow>(LIST, [tx.tenantId, windowId, limit]);
}

export async function approveFreezeBreak(
  tx: TenantTx,
  id: string,
  { person, actor }: { person: string; actor: string },
): Promise<FreezeBreakRow> {
  const [row] = await tx.query<FreezeBreakRow>(APPROVE, [tx.tenantId, id, person, actor]);
  return row as FreezeBreakRow;
}
