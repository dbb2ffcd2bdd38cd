import type { TenantTx } from '../tenant-database';

/** A value of a thing of the tenant, sealed. */
export interface SealedValueRow {
  id: string;
  /** What it is for: a value for one thing never opens as that of another. */
  purpose: string;
  dataKeyId: string;
  sealed: Buffer;
}

/** With the key that opens it, which is sealed itself. */
export type KeyedValueRow = SealedValueRow & { masterKeyId: string; wrapped: Buffer };

const READ = `SELECT v.id, v.purpose, v.data_key_id AS "dataKeyId", v.sealed, k.master_key_id AS "masterKeyId", k.wrapped
  FROM maestro_sealed_values v JOIN maestro_data_keys k ON k.tenant_id = v.tenant_id AND k.id = v.data_key_id
  WHERE v.tenant_id = $1 AND v.id = ANY ($2::uuid[])`;
const SEALED_OTHERWISE = `SELECT v.id, v.purpose, v.data_key_id AS "dataKeyId", v.sealed FROM maestro_sealed_values v
  WHERE v.tenant_id = $1 AND v.data_key_id <> $2 ORDER BY v.id LIMIT $3 FOR UPDATE`;

export async function insertSealedValue(tx: TenantTx, row: SealedValueRow): Promise<void> {
  await tx.query(
    'INSERT INTO maestro_sealed_values (tenant_id, id, purpose, data_key_id, sealed) VALUES ($1, $2, $3, $4, $5)',
    [tx.tenantId, row.id, row.purpose, row.dataKeyId, row.sealed],
  );
}

export async function readSealedValues(tx: TenantTx, ids: readonly string[]): Promise<KeyedValueRow[]> {
  return tx.query<KeyedValueRow>(READ, [tx.tenantId, ids]);
}

export async function deleteSealedValues(tx: TenantTx, ids: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM maestro_sealed_values WHERE tenant_id = $1 AND id = ANY ($2::uuid[])', [
    tx.tenantId,
    ids,
  ]);
}

/** Values sealed with other keys than this one. */
export async function valuesSealedOtherwise(
  tx: TenantTx,
  dataKeyId: string,
  limit: number,
): Promise<SealedValueRow[]> {
  return tx.query<SealedValueRow>(SEALED_OTHERWISE, [tx.tenantId, dataKeyId, limit]);
}

export async function resealValue(tx: TenantTx, row: Omit<SealedValueRow, 'purpose'>): Promise<void> {
  await tx.query(
    'UPDATE maestro_sealed_values SET data_key_id = $3, sealed = $4 WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, row.id, row.dataKeyId, row.sealed],
  );
}
