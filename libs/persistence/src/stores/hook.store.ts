import type { Json } from '@maestro/dsl';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

/** What people may change. */
export interface HookFields {
  name: string;
  enabled: boolean;
  /** An expression over the message; null: all of them. */
  match: string | null;
  /** Fields of the event that are made otherwise than its verifier has it. */
  mapping: Readonly<Record<string, Json>>;
}

export interface HookRow extends HookFields {
  id: string;
  /** By whose rules messages are signed. */
  verifier: string;
  secretId: string;
  previousSecretId: string | null;
  previousUntil: Date | null;
  createdBy: string;
  changedBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const HOOK = `h.id, h.name, h.verifier, h.enabled, h.match, h.mapping, h.secret_id AS "secretId",
  h.previous_secret_id AS "previousSecretId", h.previous_until AS "previousUntil", h.created_by AS "createdBy",
  h.changed_by AS "changedBy", h.created_at AS "createdAt", h.updated_at AS "updatedAt"`;
const FIND = `SELECT ${HOOK} FROM maestro_hooks h WHERE h.tenant_id = $1 AND h.id = $2`;
const FIND_NOW = `SELECT ${HOOK}, maestro_now() AS now FROM maestro_hooks h
  WHERE h.tenant_id = $1 AND h.id = $2 AND h.enabled`;
const LIST = `SELECT ${HOOK} FROM maestro_hooks h
  WHERE h.tenant_id = $1 AND ($2::uuid IS NULL OR h.id > $2) ORDER BY h.id LIMIT $3`;

/** The hook, or null; `lock` keeps others from changing it until the transaction ends. */
export async function findHook(
  tx: TenantTx,
  id: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<HookRow | null> {
  const [row] = await tx.query<HookRow>(lock ? `${FIND} FOR NO KEY UPDATE` : FIND, [tx.tenantId, id]);
  return row ?? null;
}

/** The hook and the time, where it is on. */
export async function findOpenHook(tx: TenantTx, id: string): Promise<(HookRow & { now: Date }) | null> {
  const [row] = await tx.query<HookRow & { now: Date }>(FIND_NOW, [tx.tenantId, id]);
  return row ?? null;
}

/** Hooks by their age. */
export async function listHooks(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<HookRow>> {
  return pageOf(await tx.query<HookRow>(LIST, [tx.tenantId, after, limit + 1]), limit);
}

export async function countHooks(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM maestro_hooks WHERE tenant_id = $1',
    [tx.tenantId],
  );
  return row?.count ?? 0;
}

export async function insertHook(
  tx: TenantTx,
  row: HookFields & { id: string; verifier: string; secretId: string; actor: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO maestro_hooks (tenant_id, id, name, enabled, match, mapping, created_by, changed_by, verifier, secret_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
    [...valuesOf(tx, row), row.verifier, row.secretId],
  );
}

export async function updateHook(
  tx: TenantTx,
  row: HookFields & { id: string; actor: string },
): Promise<void> {
  await tx.query(
    `UPDATE maestro_hooks SET name = $3, enabled = $4, match = $5, mapping = $6, changed_by = $7, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    valuesOf(tx, row),
  );
}

/** Gives it another secret; the one before counts as well for so many seconds. */
export async function replaceHookSecret(
  tx: TenantTx,
  id: string,
  { secretId, overlapSeconds, actor }: { secretId: string; overlapSeconds: number; actor: string },
): Promise<void> {
  await tx.query(
    `UPDATE maestro_hooks SET previous_secret_id = secret_id, secret_id = $3, changed_by = $5, updated_at = maestro_now(),
       previous_until = maestro_now() + $4::int * interval '1 second'
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, secretId, overlapSeconds, actor],
  );
}

/** Forgets it. Its secrets are for the caller to forget. */
export async function deleteHook(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM maestro_hooks WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id]);
}

function valuesOf(tx: TenantTx, row: HookFields & { id: string; actor: string }): unknown[] {
  const { id, name, enabled, match, mapping, actor } = row;
  return [tx.tenantId, id, name, enabled, match, JSON.stringify(mapping), actor];
}
