import { formatId } from '@maestro/persistence';
import type { CollectionDoor } from '@maestro/handlers';
import type { Masker } from '@maestro/secrets/mask';
import {
  cite,
  contentBytes,
  ingestDocuments,
  search,
  type IngestStatus,
  type RetrievalParts,
  type VectorSearch,
} from '@maestro/retrieval';
import type { HeldAttempt } from '../held-attempts';

/** What a task may do with the collections of its tenant. */
export function createCollectionDoor(
  parts: RetrievalParts & { vectors: VectorSearch },
  { task, signal }: HeldAttempt,
  masker: Masker,
): CollectionDoor {
  const { tenantId, runId } = task.run.ref;
  return {
    query: async ({ min_score: minScore, ...asked }) => {
      const { mode, passages } = await search(parts, { ...asked, tenantId, minScore, signal });
      return { mode, ...cite(passages) } as never;
    },
    ingest: async (request) => {
      const { collection, documents } = masker.value(request);
      const given = documents.map(
        ({ media_type: mediaType = 'text/plain', content, encoding, ...rest }, i) => ({
          ...rest,
          mediaType,
          content: contentBytes(content, { encoding, pointer: `/documents/${i}/content` }),
        }),
      );
      const written = await ingestDocuments(parts, {
        ...{ tenantId, collection, documents: given, signal },
        actor: `run:${formatId('run', runId)}`,
        pointerOf: (i) => `/documents/${i}`,
      });
      const count = (wanted: IngestStatus) => written.filter(({ status }) => status === wanted).length;
      return { new: count('new'), changed: count('changed'), unchanged: count('unchanged') };
    },
  };
}
