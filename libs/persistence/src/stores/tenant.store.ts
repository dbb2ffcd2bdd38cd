import { Tenant } from '../entities';
import { statement } from '../sql';
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

const door = statement('tenant_door');

/** What of a tenant decides whether its credentials open anything. */
export interface TenantDoor {
  env: string;
  disabled: boolean;
}

/** Looks at the door of a tenant, from the transaction in which one of its credentials is presented. */
export async function readTenantDoor(
  tx: Pick<TenantTx, 'query'>,
  tenantId: string,
): Promise<TenantDoor | null> {
  await tx.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
  return (await tx.query<TenantDoor>(door.text, [tenantId]))[0] ?? null;
}

/** Switches the transaction's tenant off, with all its credentials, or on again. */
export async function setTenantDisabled(tx: TenantTx, disabled: boolean): Promise<boolean> {
  const rows = await tx.query(
    'UPDATE maestro_tenants SET disabled_at = CASE WHEN $2 THEN maestro_now() END WHERE id = $1 RETURNING id',
    [tx.tenantId, disabled],
  );
  return rows.length > 0;
}

export type TenantSettings = Partial<
  Pick<
    Tenant,
    | 'egressAllow'
    | 'maxEnabledOrchestras'
    | 'maxOpenRuns'
    | 'maxRunningTasks'
    | 'spending'
    | 'unknownModels'
    | 'requestsPerKey'
    | 'requestsPerSecond'
    | 'weight'
  >
>;

/** Changes what is named and leaves the rest. */
export async function changeTenant(tx: TenantTx, settings: TenantSettings): Promise<Tenant> {
  if (Object.keys(settings).length > 0) await tx.manager.update(Tenant, { id: tx.tenantId }, settings);
  return getTenant(tx);
}
