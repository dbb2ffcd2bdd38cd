import type { Installation } from '@maestro/testing';
import { lifeCycleInvariants } from './invariants/life-cycle';
import { orderInvariants } from './invariants/order';
import type { Evidence } from './invariants/invariant';

/** The rules about the life of tasks and runs that are broken now, with what breaks them. For tests of one fault. */
export async function breaches(maestro: Installation): Promise<Record<string, object[]>> {
  const evidence = { sql: (text: string) => maestro.sql(text), has: () => false } as unknown as Evidence;
  const broken: Record<string, object[]> = {};
  for (const { says, check } of [...lifeCycleInvariants, ...orderInvariants]) {
    const rows = await check(evidence);
    if (rows.length > 0) broken[says] = rows;
  }
  return broken;
}
