import { Tenant } from '../entities';
import type { TenantTx } from '../tenant-database';

/** Inserts the tenant whose transaction this is: row-level security lets a transaction write no other. */
export async function insertTenant(tx: TenantTx, fields: { name: string; env: string }): Promise<Tenant> {
  await tx.manager.insert(Tenant, { id: tx.tenantId, egressAllow: [], ...fields });
  return getTenant(tx);
}

/** The transaction's own tenant. Throws where there is none: a principal never outlives its tenant. */
export async function getTenant(tx: TenantTx): Promise<Tenant> {
  return tx.manager.findOneByOrFail(Tenant, { id: tx.tenantId });
}

/** As `getTenant`, and keeps others from changing it until the transaction ends. */
export async function lockTenant(tx: TenantTx): Promise<Tenant> {
  const lock = { mode: 'pessimistic_write' } as const;
  return tx.manager.findOneOrFail(Tenant, { where: { id: tx.tenantId }, lock });
}

export type TenantSettings = Partial<
  Pick<
    Tenant,
    'egressAllow' | 'maxOpenRuns' | 'maxRunningTasks' | 'requestsPerKey' | 'requestsPerSecond' | 'weight'
  >
>;

/** Changes what is named and leaves the rest. */
export async function changeTenant(tx: TenantTx, settings: TenantSettings): Promise<Tenant> {
  if (Object.keys(settings).length > 0) await tx.manager.update(Tenant, { id: tx.tenantId }, settings);
  return getTenant(tx);
}
