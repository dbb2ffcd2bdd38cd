import { createEgress } from '@maestro/egress';
import { reserveForCall, settleCall } from '@maestro/engine';
import { barOf, type ModelProvider } from '@maestro/models';
import { newId, readServedModels, type TenantTx } from '@maestro/persistence';
import {
  embedByProvider,
  servingProvider,
  type EmbedTexts,
  type Purse,
  type UsableProvider,
} from '@maestro/retrieval';
import { revealToPerson } from '@maestro/secrets';
import type { Principal } from '@maestro/tenancy';
import type { Connections } from '../connections';
import { permitAsking } from '../tools/list-tools';

/** What a call makes vectors for: in the ledger under the name of the task kind that does the same. */
export interface VectorsFor {
  collection: string;
  handler: 'rag_ingest' | 'rag_query';
}

/** A request does not wait longer for a provider, whatever it has done until then is kept. */
const MOST_MS = 5 * 60_000;

/** Asks the tenant's providers for vectors on behalf of a caller of the API, who is under the same rules as a run. */
export function embedderFor(connections: Connections, principal: Principal, about: VectorsFor): EmbedTexts {
  const { tenants, closed } = connections;
  const { tenantId } = principal;
  return async (request) => {
    const { allow, providers } = await tenants.withTenant(tenantId, usableProviders);
    const serving = servingProvider(providers, request);
    const { base_url: base, secret } = serving.provider;
    if (base !== null)
      await permitAsking(connections, principal, {
        address: `${base.replace(/\/+$/, '')}/embeddings`,
        secret,
      });
    const key = secret === null ? null : (await revealToPerson(connections, tenantId, secret)).reveal();
    const egress = createEgress({ allow, closed });
    const purse = purseOf(connections, tenantId, about);
    const signal = AbortSignal.timeout(MOST_MS);
    try {
      return await embedByProvider({ tenants, serving, key, egress, purse }, { ...request, signal });
    } finally {
      await egress.close();
    }
  };
}

/** The tenant's providers that are on, and where it lets requests go. */
export async function usableProviders(
  tx: TenantTx,
): Promise<{ allow: readonly string[]; providers: UsableProvider[] }> {
  const { allow, providers } = await readServedModels(tx);
  const usable = (providers as unknown as ModelProvider[]).map((provider) => ({
    ...provider,
    barred: barOf(provider, allow),
  }));
  return { allow, providers: usable };
}

/** A call of the API has no run that is charged: each request to the provider is an entry of its own. */
function purseOf({ engine }: Connections, tenantId: string, { collection, handler }: VectorsFor): Purse {
  let callId = '';
  return {
    reserve: async ({ model }, tokens) => {
      callId = newId();
      await reserveForCall(engine, { tenantId, callId }, { subject: collection, handler, model, tokens });
    },
    settle: (tokens) =>
      settleCall(
        engine,
        { tenantId, callId },
        typeof tokens === 'string' ? { kind: tokens } : { kind: 'tokens', input: tokens, output: 0 },
      ),
  };
}
