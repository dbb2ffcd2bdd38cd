import type { WrittenTimes } from '@maestro/timetable';
import type { TenantTx } from '../tenant-database';

export const freezeEffects = ['block', 'require-approval', 'defer'] as const;

export type FreezeEffect = (typeof freezeEffects)[number];

/** Which runs a window is about: what is there has to fit. */
export interface FreezeScope {
  labels?: Readonly<Record<string, string>>;
  tags?: readonly string[];
  templates?: readonly string[];
  environments?: readonly string[];
}

export interface FreezeWindowFields {
  name: string;
  reason: string | null;
  effect: FreezeEffect;
  scope: FreezeScope;
  /** When it is. */
  calendar: WrittenTimes;
  approvers: readonly string[];
  quorum: number;
  enabled: boolean;
}

export interface FreezeWindowRow extends FreezeWindowFields {
  id: string;
  source: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `id, name, reason, effect, scope, calendar, approvers, quorum, enabled, source,
  created_by AS "createdBy", created_at AS "createdAt", updated_at AS "updatedAt"`;
const [LIST, FIND, LOCK, BY_SOURCE] = [
  `SELECT ${COLUMNS} FROM maestro_freeze_windows WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
  `SELECT ${COLUMNS} FROM maestro_freeze_windows WHERE tenant_id = $1 AND id = $2`,
  `SELECT ${COLUMNS} FROM maestro_freeze_windows WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
  `SELECT ${COLUMNS} FROM maestro_freeze_windows WHERE tenant_id = $1 AND source = $2 FOR UPDATE`,
];
const COUNT = 'SELECT count(*)::int AS n FROM maestro_freeze_windows WHERE tenant_id = $1';
const INSERT = `INSERT INTO maestro_freeze_windows
  (tenant_id, id, name, reason, effect, scope, calendar, approvers, quorum, enabled, source, created_by, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, floor(random() * 4503599627370496)::bigint)
  RETURNING ${COLUMNS}`;
const UPDATE = `UPDATE maestro_freeze_windows SET name = $3, reason = $4, effect = $5, scope = $6, calendar = $7,
  approvers = $8, quorum = $9, enabled = $10, updated_at = maestro_now(), revision = floor(random() * 4503599627370496)::bigint
  WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`;
const DELETE = 'DELETE FROM maestro_freeze_windows WHERE tenant_id = $1 AND id = $2';
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Windows by their age, after the one with the id `after`. */
export async function listFreezeWindows(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<FreezeWindowRow[]> {
  return tx.query<FreezeWindowRow>(LIST as string, [tx.tenantId, after ?? NO_ID, limit]);
}

/** The window, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findFreezeWindow(
  tx: TenantTx,
  id: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<FreezeWindowRow | null> {
  const [row] = await tx.query<FreezeWindowRow>((lock ? LOCK : FIND) as string, [tx.tenantId, id]);
  return row ?? null;
}

/** The window that came from an event of a calendar file, locked; or null. */
export async function findFreezeWindowBySource(
  tx: TenantTx,
  source: string,
): Promise<FreezeWindowRow | null> {
  const [row] = await tx.query<FreezeWindowRow>(BY_SOURCE as string, [tx.tenantId, source]);
  return row ?? null;
}

export async function countFreezeWindows(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(COUNT, [tx.tenantId]);
  return row?.n ?? 0;
}

export async function insertFreezeWindow(
  tx: TenantTx,
  fields: FreezeWindowFields & { id: string; source: string | null; createdBy: string },
): Promise<FreezeWindowRow> {
  const { source, createdBy } = fields;
  const [row] = await tx.query<FreezeWindowRow>(INSERT, [...valuesOf(tx, fields), source, createdBy]);
  return row as FreezeWindowRow;
}

/** Writes all fields of a window that the transaction has locked. */
export async function updateFreezeWindow(
  tx: TenantTx,
  fields: FreezeWindowFields & { id: string },
): Promise<FreezeWindowRow> {
  const [row] = await tx.query<FreezeWindowRow>(UPDATE, valuesOf(tx, fields));
  return row as FreezeWindowRow;
}

/** Deletes a window and the permissions to break it. */
export async function deleteFreezeWindow(tx: TenantTx, id: string): Promise<void> {
  await tx.query(DELETE, [tx.tenantId, id]);
}

function valuesOf(tx: TenantTx, fields: FreezeWindowFields & { id: string }): unknown[] {
  const { id, name, reason, effect, scope, calendar, approvers, quorum, enabled } = fields;
  const documents = [JSON.stringify(scope), JSON.stringify(calendar)];
  return [tx.tenantId, id, name, reason, effect, ...documents, approvers, quorum, enabled];
}
