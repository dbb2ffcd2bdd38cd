import { newId, type TenantTx } from '@maestro/persistence';
import {
  deleteSealedValues,
  insertSealedValue,
  readSealedValues,
  resealValue,
  valuesSealedOtherwise,
  type SealedValueRow,
} from '@maestro/persistence/webhooks';
import { open, seal, type Binding } from './keys/envelope';
import type { Secrets } from './secrets';

/**
 * Seals a value that belongs to a thing of the tenant and not to its workflows: no run can name it.
 *
 * @returns the id under which it is opened
 * @throws MaestroError `secrets-off`
 */
export async function sealValue(
  secrets: Secrets,
  tx: TenantTx,
  { purpose, value }: { purpose: string; value: string },
): Promise<string> {
  const { id: dataKeyId, key } = await secrets.dataKeys().active(tx);
  const id = newId();
  const sealed = seal(key, Buffer.from(value), bindingOf(tx, { id, purpose }));
  await insertSealedValue(tx, { id, purpose, dataKeyId, sealed });
  return id;
}

/** The values under these ids, in their order. */
export async function openValues(
  secrets: Secrets,
  tx: TenantTx,
  { purpose, ids }: { purpose: string; ids: readonly string[] },
): Promise<string[]> {
  const rows = new Map((await readSealedValues(tx, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = rows.get(id);
      if (!row) throw new Error('a sealed value is gone');
      const { masterKeyId, wrapped } = row;
      const key = await secrets.dataKeys().open(tx.tenantId, { id: row.dataKeyId, masterKeyId, wrapped });
      return open(key, row.sealed, bindingOf(tx, { id, purpose })).toString('utf8');
    }),
  );
}

export function forgetValues(tx: TenantTx, ids: readonly string[]): Promise<void> {
  return deleteSealedValues(tx, ids);
}

/** Seals with a new key what is sealed with others. @returns how many values that were */
export async function resealValues(
  tx: TenantTx,
  fresh: { id: string; key: Buffer },
  keyOf: (dataKeyId: string) => Promise<Buffer>,
): Promise<number> {
  const rows = await valuesSealedOtherwise(tx, fresh.id, CHUNK);
  for (const row of rows) {
    const value = open(await keyOf(row.dataKeyId), row.sealed, bindingOf(tx, row));
    const sealed = seal(fresh.key, value, bindingOf(tx, row));
    await resealValue(tx, { id: row.id, dataKeyId: fresh.id, sealed });
  }
  return rows.length < CHUNK ? rows.length : rows.length + (await resealValues(tx, fresh, keyOf));
}

const CHUNK = 500;

function bindingOf(tx: TenantTx, { id, purpose }: Pick<SealedValueRow, 'id' | 'purpose'>): Binding {
  return ['maestro/sealed-value', tx.tenantId, id, purpose];
}
