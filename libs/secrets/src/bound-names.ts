import { secretBindingsOfRun, type TenantDatabase } from '@maestro/persistence';

/** By the names that a template uses: the names of the secrets that are meant. */
export type BoundNames = ReadonlyMap<string, string>;

/** A name that nobody has bound means the secret of that name. */
export function bind(names: readonly string[], bindings: Readonly<Record<string, string>>): BoundNames {
  return new Map(
    names.map((name) => [name, Object.hasOwn(bindings, name) ? (bindings[name] as string) : name]),
  );
}

/** What the names that a run's template uses mean in the orchestra that it plays in, as that is now. */
export async function boundNames(
  tenants: TenantDatabase,
  { tenantId, runId }: { tenantId: string; runId: string },
  names: readonly string[],
): Promise<BoundNames> {
  return bind(names, await tenants.withTenant(tenantId, (tx) => secretBindingsOfRun(tx, runId)));
}
