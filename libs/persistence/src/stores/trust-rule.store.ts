import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const list = statement('list_trust_rules');

export interface NewTrustRule {
  id: string;
  name: string;
  issuer: string;
  audience: string;
  algorithm: string;
  /** Claim -> the value it must have; a `*` at its end stands for anything. */
  conditions: Readonly<Record<string, string>>;
  role: string;
  scopes: string[] | null;
  ttlSeconds: number;
  createdBy: string;
}

export type TrustRuleRow = NewTrustRule & { createdAt: Date };

export async function insertTrustRule(tx: TenantTx, rule: NewTrustRule): Promise<void> {
  const { id, name, issuer, audience, algorithm, conditions, role, scopes, ttlSeconds, createdBy } = rule;
  await tx.query(
    `INSERT INTO maestro_trust_rules (tenant_id, id, name, issuer, audience, algorithm, conditions, role, scopes, ttl_s,
                                      created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[tx.tenantId, id, name, issuer, audience, algorithm, JSON.stringify(conditions)],
      ...[role, scopes, ttlSeconds, createdBy],
    ],
  );
}

/** Those that hold, the newest first; of one issuer where one is named. */
export async function listTrustRules(tx: TenantTx, issuer: string | null = null): Promise<TrustRuleRow[]> {
  return tx.query<TrustRuleRow>(list.text, [tx.tenantId, null, issuer]);
}

export async function findTrustRule(tx: TenantTx, id: string): Promise<TrustRuleRow | null> {
  return (await tx.query<TrustRuleRow>(list.text, [tx.tenantId, id, null]))[0] ?? null;
}

/** Ends a rule and every key that it let in. */
export async function removeTrustRule(tx: TenantTx, id: string): Promise<void> {
  await tx.query(
    'UPDATE maestro_trust_rules SET removed_at = maestro_now() WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id],
  );
  await tx.query(
    `UPDATE maestro_api_keys SET revoked_at = maestro_now()
     WHERE tenant_id = $1 AND trust_rule = $2 AND revoked_at IS NULL`,
    [tx.tenantId, id],
  );
}

/** Takes away the keys of a rule that have expired: they are many, and the audit trail names them. */
export async function dropExpiredWorkloadKeys(tx: TenantTx, rule: string): Promise<void> {
  await tx.query(
    'DELETE FROM maestro_api_keys WHERE tenant_id = $1 AND trust_rule = $2 AND expires_at < maestro_now()',
    [tx.tenantId, rule],
  );
}
