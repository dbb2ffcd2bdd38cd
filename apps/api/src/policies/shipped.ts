import {
  shippedDigest,
  shippedPolicies,
  shippedText,
  shippedTests,
  type ShippedName,
} from '@maestro/governance';
import { readActivePolicies, type TenantTx } from '@maestro/persistence';
import type { PolicyDto, PolicyVersionDto } from './policy.dto';

/** A policy that comes with Maestro, by its name. */
export function shippedNamed(name: string): ShippedName | null {
  return shippedPolicies.find((shipped) => shipped.name === name)?.name ?? null;
}

/** What comes with Maestro, and how the tenant has switched it. */
export async function readShipped(tx: TenantTx): Promise<PolicyDto[]> {
  const rows = await readActivePolicies(tx);
  const switched = new Map(rows.map(({ name, active }) => [name, active]));
  return shippedPolicies.map(({ name, use, says }) => ({
    ...{ id: name, name, engine: 'cedar', shipped: true, latest_version: null, active_version: null },
    active: use === 'always' || (switched.get(name) ?? use === 'on'),
    ...{ description: says, created_by: null, created_at: null },
  }));
}

export function showShippedVersion(name: ShippedName): PolicyVersionDto {
  const about = { version: 1, digest: shippedDigest(name), package: null, actions: [] };
  return { ...about, text: shippedText(name), tests: shippedTests(name), created_by: null, created_at: null };
}
