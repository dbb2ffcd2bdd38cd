import type { Usage, WorstCase } from '@maestro/dsl';
import type { Egress } from '@maestro/egress';
import type { CollectionDocuments, ModelDoor, PricedCollectionDoor } from '@maestro/handlers';
import { formatId, type TenantDatabase } from '@maestro/persistence';
import {
  cite,
  contentBytes,
  embedByProvider,
  ingestDocuments,
  isPaid,
  mostTokensOf,
  search,
  servingProvider,
  textsToEmbed,
  textToEmbed,
  type Embedding,
  type EmbedTexts,
  type IngestRequest,
  type IngestStatus,
  type Serving,
  type VectorSearch,
} from '@maestro/retrieval';
import type { Masker } from '@maestro/secrets/mask';
import type { HeldAttempt } from '../held-attempts';
import { AttemptPurse } from './attempt-purse';

/** What an attempt brings along to ask a provider for vectors. */
export interface AttemptMeans {
  masker: Masker;
  models: ModelDoor;
  egress: Egress;
  bill: (usage: Usage) => void;
}

/** What a task may do with the collections of its tenant. */
export function createCollectionDoor(
  { tenants, vectors }: { tenants: TenantDatabase; vectors: VectorSearch },
  { task, signal }: HeldAttempt,
  { masker, models, egress, bill }: AttemptMeans,
): PricedCollectionDoor {
  const { tenantId, runId } = task.run.ref;
  const purse = new AttemptPurse(bill);
  const servingOf = async (embedding: Embedding): Promise<Serving> => {
    const providers = await models.providers();
    return servingProvider(providers, embedding, providers[0]?.data_labels);
  };
  const ask: EmbedTexts = async (request) => {
    const serving = await servingOf(request);
    const key = serving.provider.secret === null ? null : await models.key(serving.provider.name);
    return embedByProvider({ tenants, serving, key, egress, purse }, request);
  };
  const worstOf = async (
    wanted: { embedding: Embedding; texts: string[] } | null,
  ): Promise<WorstCase | null> => {
    const serving = wanted && (await servingOf(wanted.embedding));
    if (!serving || !isPaid(serving)) return null;
    const maxInputTokens = mostTokensOf(wanted.texts, serving);
    purse.allow(maxInputTokens);
    return { model: serving.model, maxInputTokens, maxOutputTokens: 0 };
  };
  const ingestOf = (request: CollectionDocuments): IngestRequest => ({
    ...givenIn(masker.value(request)),
    ...{ tenantId, signal, actor: `run:${formatId('run', runId)}` },
    pointerOf: (i) => `/documents/${i}`,
  });
  const parts = { tenants, ask, vectors };
  return {
    query: async ({ min_score: minScore, ...asked }) => {
      purse.begin();
      const { mode, passages } = await search(parts, { ...asked, tenantId, minScore, signal });
      return { mode, ...cite(passages) } as never;
    },
    queryCost: async (request) => worstOf(await textToEmbed(parts, { ...request, tenantId })),
    ingest: async (request) => {
      purse.begin();
      const written = await ingestDocuments(parts, ingestOf(request));
      const count = (wanted: IngestStatus) => written.filter(({ status }) => status === wanted).length;
      return { new: count('new'), changed: count('changed'), unchanged: count('unchanged') };
    },
    ingestCost: async (request) => worstOf(await textsToEmbed(parts, ingestOf(request))),
  };
}

function givenIn({
  collection,
  documents,
}: CollectionDocuments): Pick<IngestRequest, 'collection' | 'documents'> {
  const given = documents.map(({ media_type: mediaType = 'text/plain', content, encoding, ...rest }, i) => ({
    ...rest,
    mediaType,
    content: contentBytes(content, { encoding, pointer: `/documents/${i}/content` }),
  }));
  return { collection, documents: given };
}
