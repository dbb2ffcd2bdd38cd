import { timingSafeEqual } from 'node:crypto';
import { listMasterKeys, type TenantTx } from '@maestro/persistence';
import type { KeyWrapper } from './keys/key-wrapper';

/**
 * What is wrong with the master keys of this process, as sentences: it lacks one that secrets of this installation are
 * sealed under, or has another key under its name. Empty where it may start.
 */
export async function masterKeyFaults(
  tx: Pick<TenantTx, 'query'>,
  wrapper: KeyWrapper | null,
): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, checkValue } of await listMasterKeys(tx)) {
    const known = (await wrapper?.checkValue(id)) ?? null;
    if (known === null)
      faults.push(
        `MAESTRO_MASTER_KEYS has no key "${id}", under which secrets of this installation are sealed.`,
      );
    else if (!timingSafeEqual(known, checkValue))
      faults.push(
        `The key "${id}" in MAESTRO_MASTER_KEYS is another one than secrets of this installation are sealed under.`,
      );
  }
  return faults;
}
