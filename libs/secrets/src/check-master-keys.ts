import { timingSafeEqual } from 'node:crypto';
import type { ConfigFault } from '@maestro/config';
import { listMasterKeys, type TenantTx } from '@maestro/persistence';
import type { KeyWrapper } from './keys/key-wrapper';

/**
 * What is wrong with the master keys of this process: it lacks one that secrets of this installation are
 * sealed under, or has another key under its name. Empty where it may start.
 */
export async function masterKeyFaults(
  tx: Pick<TenantTx, 'query'>,
  wrapper: KeyWrapper | null,
): Promise<ConfigFault[]> {
  const faults: ConfigFault[] = [];
  const fault = (message: string) => faults.push({ env: 'MAESTRO_MASTER_KEYS', message });
  for (const { id, checkValue } of await listMasterKeys(tx)) {
    const known = (await wrapper?.checkValue(id)) ?? null;
    if (known === null) fault(`has no key "${id}", under which secrets of this installation are sealed`);
    else if (!timingSafeEqual(known, checkValue))
      fault(`has another key "${id}" than the one under which secrets of this installation are sealed`);
  }
  return faults;
}
