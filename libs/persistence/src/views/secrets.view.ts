import type { SecretProviderName } from '../stores/secret.store';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from './page';

/** What may be told of a secret: never its value, and nothing that was made from it. */
export interface SecretRow {
  name: string;
  version: number;
  provider: SecretProviderName;
  reference: Readonly<Record<string, unknown>> | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Secrets by name, those after `after`. */
export async function listSecrets(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<SecretRow>> {
  const rows = await tx.query<SecretRow>(
    `SELECT s.name, s.version, v.provider, v.reference, s.created_at AS "createdAt", s.updated_at AS "updatedAt"
     FROM maestro_secrets s
     JOIN maestro_secret_versions v
       ON v.tenant_id = s.tenant_id AND v.secret_id = s.id AND v.version = s.version
     WHERE s.tenant_id = $1 AND ($2::text IS NULL OR s.name > $2) ORDER BY s.name LIMIT $3`,
    [tx.tenantId, after, limit + 1],
  );
  return pageOf(rows, limit);
}

export async function findSecret(tx: TenantTx, name: string): Promise<SecretRow | null> {
  const rows = await tx.query<SecretRow>(
    `SELECT s.name, s.version, v.provider, v.reference, s.created_at AS "createdAt", s.updated_at AS "updatedAt"
     FROM maestro_secrets s
     JOIN maestro_secret_versions v
       ON v.tenant_id = s.tenant_id AND v.secret_id = s.id AND v.version = s.version WHERE s.tenant_id = $1 AND s.name = $2`,
    [tx.tenantId, name],
  );
  return rows[0] ?? null;
}

/** The secret, which nobody else changes until the transaction ends. */
export async function lockSecret(tx: TenantTx, name: string): Promise<SecretRow | null> {
  await tx.query('SELECT FROM maestro_secrets WHERE tenant_id = $1 AND name = $2 FOR UPDATE', [
    tx.tenantId,
    name,
  ]);
  return findSecret(tx, name);
}

export interface SecretVersionRow {
  version: number;
  provider: SecretProviderName;
  reference: Readonly<Record<string, unknown>> | null;
  createdAt: Date;
  createdBy: string;
}

/** Versions of a secret, the newest first. */
export async function listSecretVersions(
  tx: TenantTx,
  name: string,
  { before, limit }: { before: number | null; limit: number },
): Promise<Page<SecretVersionRow>> {
  const rows = await tx.query<SecretVersionRow>(
    `SELECT v.version, v.provider, v.reference, v.created_at AS "createdAt", v.created_by AS "createdBy"
     FROM maestro_secrets s JOIN maestro_secret_versions v ON v.tenant_id = s.tenant_id AND v.secret_id = s.id
     WHERE s.tenant_id = $1 AND s.name = $2 AND ($3::int IS NULL OR v.version < $3)
     ORDER BY v.version DESC LIMIT $4`,
    [tx.tenantId, name, before, limit + 1],
  );
  return pageOf(rows, limit);
}

export interface SecretUseRow {
  runId: string;
  task: number;
  attempt: number;
  version: number;
  usedAt: Date;
}

/** The attempts that were given the secret last. */
export async function lastSecretUses(tx: TenantTx, name: string, limit: number): Promise<SecretUseRow[]> {
  return tx.query<SecretUseRow>(
    `SELECT u.run_id AS "runId", u.n AS task, u.attempt, u.version, u.used_at AS "usedAt"
     FROM maestro_secrets s JOIN maestro_secret_usages u ON u.tenant_id = s.tenant_id AND u.secret_id = s.id
     WHERE s.tenant_id = $1 AND s.name = $2 ORDER BY u.used_at DESC LIMIT $3`,
    [tx.tenantId, name, limit],
  );
}

/** Templates whose newest version names the secret. */
export async function templatesNaming(
  tx: TenantTx,
  name: string,
  limit: number,
): Promise<{ id: string; name: string; version: number }[]> {
  return tx.query(
    `SELECT t.id, t.name, v.version FROM maestro_templates t
     JOIN maestro_template_versions v
       ON v.tenant_id = t.tenant_id AND v.template_id = t.id AND v.version = t.latest_version
     WHERE t.tenant_id = $1 AND v.plan -> 'secrets' ? $2 ORDER BY t.name LIMIT $3`,
    [tx.tenantId, name, limit],
  );
}
