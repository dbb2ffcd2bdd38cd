import { MaestroError } from '@maestro/problems';
import { newId } from '../ids';
import { sqlState } from '../retry';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const readCurrent = statement('read_secrets');
const noteUse = statement('use_secrets');

export type SecretProviderName = 'stored' | 'environment' | 'vault';

/** How a version keeps its value: sealed, or as a reference to where it is. */
export type SecretContent =
  | { provider: 'stored'; dataKeyId: string; sealed: Buffer }
  | { provider: 'environment' | 'vault'; reference: Readonly<Record<string, unknown>> };

/** The current version of a secret, still sealed. */
export interface CurrentSecretRow {
  name: string;
  id: string;
  version: number;
  provider: SecretProviderName;
  sealed: Buffer | null;
  reference: Readonly<Record<string, unknown>> | null;
  data_key_id: string | null;
  master_key_id: string | null;
  wrapped: Buffer | null;
}

/** Those of the names that there are. */
export async function readSecrets(tx: TenantTx, names: readonly string[]): Promise<CurrentSecretRow[]> {
  return tx.query<CurrentSecretRow>(readCurrent.text, [tx.tenantId, names]);
}

/** Those of the names that there are, by name alone. */
export async function knownSecretNames(tx: TenantTx, names: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    'SELECT name FROM maestro_secrets WHERE tenant_id = $1 AND name = ANY ($2::text[])',
    [tx.tenantId, names],
  );
  return rows.map(({ name }) => name);
}

/** The names of secrets that a version of a template needs. */
export async function secretsOfVersion(tx: TenantTx, templateId: string, version: number): Promise<string[]> {
  const rows = await tx.query<{ names: string[] | null }>(
    `SELECT plan -> 'secrets' AS names FROM maestro_template_versions
     WHERE tenant_id = $1 AND template_id = $2 AND version = $3`,
    [tx.tenantId, templateId, version],
  );
  return rows[0]?.names ?? [];
}

/** Notes that an attempt was given these versions. */
export async function noteSecretUse(
  tx: TenantTx,
  attempt: { runId: string; task: number; attempt: number },
  used: readonly { id: string; version: number }[],
): Promise<void> {
  await tx.query(noteUse.text, [
    tx.tenantId,
    attempt.runId,
    attempt.task,
    attempt.attempt,
    used.map(({ id }) => id),
    used.map(({ version }) => version),
  ]);
}

/** The secret's next version and its id, locked; a secret that is not there yet is made where `create` says so. */
export async function nextSecretVersion(
  tx: TenantTx,
  name: string,
  { create }: { create: boolean },
): Promise<{ id: string; version: number } | null> {
  const locked = await tx.query<{ id: string; version: number }>(
    `UPDATE maestro_secrets SET version = version + 1, updated_at = maestro_now()
     WHERE tenant_id = $1 AND name = $2 RETURNING id, version`,
    [tx.tenantId, name],
  );
  if (locked[0] || !create) return locked[0] ?? null;
  const made = await tx.query<{ id: string; version: number }>(
    `INSERT INTO maestro_secrets (tenant_id, name, id, version) VALUES ($1, $2, $3, 1)
     ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id, version`,
    [tx.tenantId, name, newId()],
  );
  // Somebody else made it at the same moment: theirs is the first version.
  return made[0] ?? nextSecretVersion(tx, name, { create: false });
}

export async function insertSecretVersion(
  tx: TenantTx,
  { id, version, createdBy }: { id: string; version: number; createdBy: string },
  content: SecretContent,
): Promise<void> {
  const stored = content.provider === 'stored' ? content : null;
  const reference = content.provider === 'stored' ? null : JSON.stringify(content.reference);
  await tx
    .query(
      `INSERT INTO maestro_secret_versions
         (tenant_id, secret_id, version, provider, data_key_id, sealed, reference, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[tx.tenantId, id, version, content.provider, stored?.dataKeyId ?? null, stored?.sealed ?? null],
        ...[reference, createdBy],
      ],
    )
    .catch((error: unknown) => {
      // The data key was replaced between its reading and this writing.
      if (sqlState(error) === '23503')
        throw new MaestroError(
          'service-unavailable',
          'The keys of the tenant are being replaced. Try again.',
        );
      throw error;
    });
}

/** True where there was one. Its versions and usages go with it. */
export async function deleteSecret(tx: TenantTx, name: string): Promise<boolean> {
  const rows = await tx.query('DELETE FROM maestro_secrets WHERE tenant_id = $1 AND name = $2 RETURNING id', [
    tx.tenantId,
    name,
  ]);
  return rows.length > 0;
}

/** A sealed version, with all that its sealing is bound to. */
export interface SealedVersionRow {
  name: string;
  id: string;
  version: number;
  dataKeyId: string;
  sealed: Buffer;
}

/** Versions sealed with other keys than this one. */
export async function versionsSealedOtherwise(
  tx: TenantTx,
  dataKeyId: string,
  limit: number,
): Promise<SealedVersionRow[]> {
  return tx.query(
    `SELECT s.name, s.id, v.version, v.data_key_id AS "dataKeyId", v.sealed
     FROM maestro_secret_versions v JOIN maestro_secrets s ON s.tenant_id = v.tenant_id AND s.id = v.secret_id
     WHERE v.tenant_id = $1 AND v.data_key_id <> $2 ORDER BY s.id, v.version LIMIT $3 FOR UPDATE OF v`,
    [tx.tenantId, dataKeyId, limit],
  );
}

export async function resealVersion(
  tx: TenantTx,
  { id, version, dataKeyId, sealed }: Omit<SealedVersionRow, 'name'>,
): Promise<void> {
  await tx.query(
    `UPDATE maestro_secret_versions SET data_key_id = $4, sealed = $5
     WHERE tenant_id = $1 AND secret_id = $2 AND version = $3`,
    [tx.tenantId, id, version, dataKeyId, sealed],
  );
}
