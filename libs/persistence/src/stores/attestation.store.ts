import { newId } from '../ids';
import type { TenantTx } from '../tenant-database';

/** A key whose word a tenant trusts. */
export interface AttestationKeyRow {
  id: string;
  name: string;
  publicKey: string;
  createdBy: string;
  createdAt: Date;
}

const KEY_COLUMNS = `id, name, public_key AS "publicKey", created_by AS "createdBy", created_at AS "createdAt"`;

export async function listAttestationKeys(tx: TenantTx): Promise<AttestationKeyRow[]> {
  return tx.query<AttestationKeyRow>(LIST_KEYS, [tx.tenantId]);
}

const LIST_KEYS = `SELECT ${KEY_COLUMNS} FROM maestro_attestation_keys WHERE tenant_id = $1 ORDER BY name`;

/** Null where the key, or its name, is there already. */
export async function insertAttestationKey(
  tx: TenantTx,
  key: Omit<AttestationKeyRow, 'createdAt'>,
): Promise<AttestationKeyRow | null> {
  const [row] = await tx.query<AttestationKeyRow>(INSERT_KEY, [
    ...[tx.tenantId, key.id, key.name, key.publicKey, key.createdBy],
  ]);
  return row ?? null;
}

const INSERT_KEY = `
  INSERT INTO maestro_attestation_keys (tenant_id, id, name, public_key, created_by) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING RETURNING ${KEY_COLUMNS}`;

/** The name of the key that was there. */
export async function deleteAttestationKey(tx: TenantTx, id: string): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(
    'DELETE FROM maestro_attestation_keys WHERE tenant_id = $1 AND id = $2 RETURNING name',
    [tx.tenantId, id],
  );
  return row?.name ?? null;
}

export interface NewAttestation {
  predicateType: string;
  subjects: readonly string[];
  keyId: string;
  /** The envelope as JSON. */
  envelope: string;
  createdBy: string;
}

/** Keeps an attestation from outside; its id. */
export async function insertAttestation(tx: TenantTx, given: NewAttestation): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO maestro_attestations (tenant_id, id, predicate_type, subjects, key_id, envelope, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, id, given.predicateType, given.subjects, given.keyId, given.envelope, given.createdBy],
  );
  return id;
}

/** What was stated of a run, with the key that signed it; null where nothing is, or not yet. */
export async function findRunAttestation(
  tx: TenantTx,
  runId: string,
): Promise<{ envelope: string; keyId: string } | null> {
  const [row] = await tx.query<{ envelope: string; keyId: string }>(
    'SELECT envelope, key_id AS "keyId" FROM maestro_attestations WHERE tenant_id = $1 AND run_id = $2',
    [tx.tenantId, runId],
  );
  return row ?? null;
}

/** Keys that signed heads of the tenant's chain; they sign the statements of its runs, too. */
export async function listSigningKeys(tx: TenantTx): Promise<{ id: string; publicKey: string }[]> {
  return tx.query<{ id: string; publicKey: string }>(
    `SELECT DISTINCT key_id AS id, public_key AS "publicKey" FROM maestro_audit_roots WHERE tenant_id = $1 ORDER BY 1`,
    [tx.tenantId],
  );
}
