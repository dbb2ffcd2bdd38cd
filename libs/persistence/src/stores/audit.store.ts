import type { TenantTx } from '../tenant-database';

/** Who did what to what. Never holds a secret. */
export interface AuditEntry {
  /** As in events: `key:ci`, `user:ada@example.org`, `system`. */
  actor: string;
  /** `noun.verb`, in the past: `key.revoked`. */
  action: string;
  /** The id of what was changed or decided about, as the API shows it. */
  subject: string | null;
  detail?: Readonly<Record<string, unknown>>;
}

/** Writes an entry of the audit trail, in the transaction of the change itself: neither is there without the other. */
export async function recordAudit(
  tx: Pick<TenantTx, 'tenantId' | 'query'>,
  { actor, action, subject, detail = {} }: AuditEntry,
): Promise<void> {
  await tx.query(
    'INSERT INTO maestro_audit_entries (tenant_id, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)',
    [tx.tenantId, actor, action, subject, JSON.stringify(detail)],
  );
}
