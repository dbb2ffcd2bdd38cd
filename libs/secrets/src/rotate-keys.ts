import {
  dropRetiredDataKeys,
  lockDataKeys,
  recordAudit,
  resealVersion,
  retireDataKeys,
  rewrapDataKey,
  versionsSealedOtherwise,
  type TenantTx,
} from '@maestro/persistence';
import { open, seal } from './keys/envelope';
import { resealValues } from './sealed-values';
import { valueBinding, type Secrets } from './secrets';

const CHUNK = 500;

/**
 * Gives the tenant a new data key and seals every version of its secrets with it; the old keys go.
 *
 * @returns how many versions were sealed anew
 */
export async function rotateDataKey(secrets: Secrets, tx: TenantTx, actor: string): Promise<number> {
  const keys = secrets.dataKeys();
  const old = new Map((await lockDataKeys(tx)).map((row) => [row.id, row]));
  await retireDataKeys(tx);
  const fresh = await keys.make(tx);
  let sealed = 0;
  for (;;) {
    const rows = await versionsSealedOtherwise(tx, fresh.id, CHUNK);
    if (rows.length === 0) break;
    for (const row of rows) {
      const key = old.get(row.dataKeyId);
      if (!key) throw new Error('a secret has lost its key');
      const binding = valueBinding({ ...row, tenantId: tx.tenantId });
      const value = open(await keys.open(tx.tenantId, key), row.sealed, binding);
      await resealVersion(tx, { ...row, dataKeyId: fresh.id, sealed: seal(fresh.key, value, binding) });
      sealed += 1;
    }
  }
  sealed += await resealValues(tx, fresh, async (id) => {
    const key = old.get(id);
    if (!key) throw new Error('a sealed value has lost its key');
    return keys.open(tx.tenantId, key);
  });
  await dropRetiredDataKeys(tx);
  await recordAudit(tx, {
    actor,
    action: 'data_key.rotated',
    subject: fresh.id,
    detail: { versions: sealed },
  });
  return sealed;
}

/**
 * Seals the tenant's data keys under the current master key. No value is touched.
 *
 * @returns how many keys were sealed under another one
 */
export async function rewrapDataKeys(secrets: Secrets, tx: TenantTx, actor: string): Promise<number> {
  const keys = secrets.dataKeys();
  let count = 0;
  for (const row of await lockDataKeys(tx)) {
    const rewrapped = await keys.rewrapped(tx.tenantId, row);
    if (!rewrapped) continue;
    await rewrapDataKey(tx, { id: row.id, ...rewrapped });
    count += 1;
  }
  const detail = { master_key: keys.masterKeyId, keys: count };
  if (count > 0) await recordAudit(tx, { actor, action: 'data_key.rewrapped', subject: null, detail });
  return count;
}
