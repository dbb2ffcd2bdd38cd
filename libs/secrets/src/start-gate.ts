import {
  knownSecretNames,
  secretBindingsOf,
  secretsOfVersion,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import type { GateAnswer, RunToStart, StartGate } from '@maestro/tenancy';
import { bind } from './bound-names';
import { unknownSecret } from './reveal-secrets';

/** Template versions whose secrets a process remembers: they never change. */
const REMEMBERED = 2_000;

/** Refuses runs that need a secret which their tenant does not have, before the first of their tasks finds out. */
export function createSecretGate(tenants: TenantDatabase): StartGate {
  const needed = new Map<string, readonly string[]>();

  const ask = async ({ tenantId, orchestra, template: { id, version } }: RunToStart): Promise<GateAnswer> => {
    const key = `${tenantId} ${id} ${version}`;
    let names = needed.get(key);
    if (names?.length === 0) return { kind: 'open' };
    return tenants.withTenant(tenantId, async (tx): Promise<GateAnswer> => {
      names ??= await secretsOfVersion(tx, id, version);
      if (needed.size >= REMEMBERED) needed.clear();
      needed.set(key, names);
      const wanted = orchestra ? await meantIn(tx, orchestra.id, names) : names;
      const known = new Set(wanted.length > 0 ? await knownSecretNames(tx, wanted) : []);
      const missing = wanted.filter((name) => !known.has(name));
      return missing.length > 0 ? { kind: 'refuse', error: unknownSecret(missing) } : { kind: 'open' };
    });
  };
  return {
    name: 'secrets',
    // Runs that begin together are mostly of one template: what one has learned, the next ones know.
    ask: async (runs) => {
      const answers: GateAnswer[] = [];
      for (const run of runs) answers.push(await ask(run));
      return answers;
    },
  };
}

/** What the names mean in an orchestra. */
async function meantIn(
  tx: TenantTx,
  orchestraId: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return names;
  return [...new Set(bind(names, await secretBindingsOf(tx, orchestraId)).values())];
}
