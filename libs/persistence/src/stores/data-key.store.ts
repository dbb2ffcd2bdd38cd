import type { TenantTx } from '../tenant-database';

/** A data key of a tenant, sealed under a master key. */
export interface DataKeyRow {
  id: string;
  masterKeyId: string;
  wrapped: Buffer;
}

/** The key that seals for the tenant now. */
export async function activeDataKey(tx: TenantTx): Promise<DataKeyRow | null> {
  const rows = await tx.query<DataKeyRow>(
    `SELECT id, master_key_id AS "masterKeyId", wrapped FROM maestro_data_keys WHERE tenant_id = $1 AND retired_at IS NULL`,
    [tx.tenantId],
  );
  return rows[0] ?? null;
}

/** All keys of the tenant, locked until the transaction ends: only one of their changes goes on at a time. */
export async function lockDataKeys(tx: TenantTx): Promise<(DataKeyRow & { retired: boolean })[]> {
  return tx.query(
    `SELECT id, master_key_id AS "masterKeyId", wrapped, retired_at IS NOT NULL AS retired FROM maestro_data_keys
     WHERE tenant_id = $1 ORDER BY id FOR UPDATE`,
    [tx.tenantId],
  );
}

/** False where the tenant has an active key already. */
export async function insertDataKey(tx: TenantTx, key: DataKeyRow): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO maestro_data_keys (tenant_id, id, master_key_id, wrapped) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant_id) WHERE retired_at IS NULL DO NOTHING RETURNING id`,
    [tx.tenantId, key.id, key.masterKeyId, key.wrapped],
  );
  return rows.length > 0;
}

/** Puts the key's new sealing in the place of the old one. */
export async function rewrapDataKey(tx: TenantTx, { id, masterKeyId, wrapped }: DataKeyRow): Promise<void> {
  await tx.query(
    'UPDATE maestro_data_keys SET master_key_id = $3, wrapped = $4 WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id, masterKeyId, wrapped],
  );
}

/** From now on another key seals. */
export async function retireDataKeys(tx: TenantTx): Promise<void> {
  await tx.query(
    'UPDATE maestro_data_keys SET retired_at = maestro_now() WHERE tenant_id = $1 AND retired_at IS NULL',
    [tx.tenantId],
  );
}

/** Removes retired keys with which nothing is sealed any more. */
export async function dropRetiredDataKeys(tx: TenantTx): Promise<void> {
  await tx.query(
    `DELETE FROM maestro_data_keys k WHERE k.tenant_id = $1 AND k.retired_at IS NOT NULL AND NOT EXISTS (
       SELECT FROM maestro_secret_versions v WHERE v.tenant_id = $1 AND v.data_key_id = k.id)`,
    [tx.tenantId],
  );
}

/** A master key that this installation has sealed with. */
export interface MasterKeyRow {
  id: string;
  checkValue: Buffer;
}

/** They belong to no tenant: any transaction may read them, also one without a tenant's rows. */
export async function listMasterKeys(tx: Pick<TenantTx, 'query'>): Promise<MasterKeyRow[]> {
  return tx.query('SELECT id, check_value AS "checkValue" FROM maestro_master_keys ORDER BY id');
}

export async function insertMasterKey(tx: TenantTx, { id, checkValue }: MasterKeyRow): Promise<void> {
  await tx.query('INSERT INTO maestro_master_keys (id, check_value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    id,
    checkValue,
  ]);
}

/** For when no data key of any tenant is sealed with it any more. */
export async function forgetMasterKey(tx: TenantTx, id: string): Promise<void> {
  await tx.query('DELETE FROM maestro_master_keys WHERE id = $1', [id]);
}
