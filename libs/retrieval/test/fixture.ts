import { insertTenant, newId, openTenantDatabase, type TenantDatabase } from '@maestro/persistence';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { createCollection, defaultChunking, ingestDocuments, search, VectorSearch } from '../src';
import type { CollectionFields, Embedding, GivenDocument, Ingested, Passage, SearchRequest } from '../src';

export const local: Embedding = { provider: 'local', model: 'hashed-ngrams' };

/** A database, and tenants with collections. */
export interface Fixture {
  test: TestDatabase;
  tenants: TenantDatabase;
  newTenant(): Promise<Keeper>;
  close(): Promise<void>;
}

/** A tenant, with what it does most. */
export interface Keeper {
  tenantId: string;
  make(fields?: Partial<CollectionFields>): Promise<void>;
  put(...documents: (Partial<GivenDocument> & { id: string; text?: string })[]): Promise<Ingested[]>;
  ask(query: string, more?: Partial<SearchRequest>): Promise<Passage[]>;
}

export async function createFixture(): Promise<Fixture> {
  const test = await createTestDatabase();
  const tenants = await openTenantDatabase({ url: test.appUrl, max: 6, application: 'test' });
  const vectors = new VectorSearch(tenants);
  const parts = { tenants, ask: null, vectors };
  return {
    test,
    tenants,
    newTenant: async () => {
      const tenantId = newId();
      await tenants.withTenant(tenantId, (tx) => insertTenant(tx, { name: 'acme', env: 'test' }));
      const collection = 'notes';
      return {
        tenantId,
        make: async (fields = {}) => {
          const all = { ...plain(collection), ...fields };
          await tenants.withTenant(tenantId, (tx) => createCollection(tx, all, 'key:test'));
        },
        put: (...documents) =>
          ingestDocuments(parts, {
            ...{ tenantId, collection, actor: 'key:test' },
            documents: documents.map(({ text = '', ...rest }) => ({
              mediaType: 'text/plain',
              content: Buffer.from(text),
              ...rest,
            })),
          }),
        ask: async (query, more = {}) =>
          (await search(parts, { tenantId, collection, query, ...more })).passages,
      };
    },
    close: async () => {
      await tenants.close();
      await test.drop();
    },
  };
}

export function plain(name: string): CollectionFields {
  const { size, overlap } = defaultChunking;
  return {
    ...{ name, description: '', language: 'english', chunkSize: size, chunkOverlap: overlap },
    embedding: local,
  };
}
