import { statement, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { vectorsDigest, type CollectionRow } from './collection';
import type { Hit } from './text-search';
import { Vectors } from './vectors';

const nearStatement = statement('near_chunks');

export interface VectorQuery {
  vector: readonly number[];
  /** Numbers of the documents that are asked about, or null. */
  documents: readonly string[] | null;
  limit: number;
}

/** Bytes of vectors of one collection, and of all that are kept. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Bytes of vectors of one collection that stay in memory although the database could compare them: it takes about twice as long. */
const IN_MEMORY_BYTES = MAX_BYTES / 4;
/** Of a value in memory. */
const VALUE_BYTES = 4;

/**
 * Finds passages by their vectors: in memory, and those of large collections in the database where it has pgvector. Exact in both.
 */
export class VectorSearch {
  private readonly kept = new Map<string, { vectors: Vectors; ready: Promise<void> }>();
  private inDatabase: Promise<boolean> | undefined;

  /** @param inMemoryBytes vectors of one collection up to which it is not the database that compares them, where it could */
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly inMemoryBytes = IN_MEMORY_BYTES,
  ) {}

  async search(tenantId: string, collection: CollectionRow, query: VectorQuery): Promise<Hit[]> {
    const model = vectorsDigest(collection);
    if (model === null || query.documents?.length === 0) return [];
    const bytes = collection.chunks * query.vector.length * VALUE_BYTES;
    if (bytes > this.inMemoryBytes && (await this.databaseCompares(tenantId)))
      return this.tenants.withTenant(tenantId, (tx) => near(tx, { collection, model, query }));
    const vectors = await this.vectorsOf(tenantId, collection, model);
    const documents = query.documents && new Set(query.documents.map(Number));
    return vectors.nearest(query.vector, { documents, limit: query.limit });
  }

  /** Asked once: nobody adds an extension every day. */
  private databaseCompares(tenantId: string): Promise<boolean> {
    const asked = (this.inDatabase ??= this.tenants.withTenant(tenantId, hasPgvector));
    asked.catch(() => (this.inDatabase = undefined));
    return asked;
  }

  /** Passages that were found and are no longer there. */
  forget(tenantId: string, collection: CollectionRow, gone: readonly string[]): void {
    const model = vectorsDigest(collection);
    if (model === null || gone.length === 0) return;
    this.kept.get(keyOf(tenantId, collection.id, model))?.vectors.drop(new Set(gone.map(Number)));
  }

  private async vectorsOf(tenantId: string, collection: CollectionRow, model: Buffer): Promise<Vectors> {
    const key = keyOf(tenantId, collection.id, model);
    const before = this.kept.get(key);
    // More of them are gone than it is worth to look past.
    const usable = before && before.vectors.count <= collection.chunks * 1.2 + 1_000 ? before : undefined;
    const vectors = usable?.vectors ?? new Vectors(MAX_BYTES);
    const refresh = () =>
      this.tenants.withTenant(tenantId, (tx) => vectors.refresh(tx, collection.id, model));
    const ready = usable ? usable.ready.then(refresh, refresh) : refresh();
    // The one asked for last is kept longest.
    this.kept.delete(key);
    this.kept.set(key, { vectors, ready });
    await ready.catch((error: unknown) => {
      this.kept.delete(key);
      throw error;
    });
    this.shrink();
    return vectors;
  }

  private shrink(): void {
    let bytes = 0;
    for (const [key, { vectors }] of [...this.kept].reverse()) {
      bytes += vectors.bytes;
      if (bytes > MAX_BYTES) this.kept.delete(key);
    }
  }
}

/** Whether the server has pgvector, and this database uses it. */
export async function hasPgvector(tx: TenantTx): Promise<boolean> {
  return (await tx.query(`SELECT 1 FROM pg_extension WHERE extname = 'vector'`)).length > 0;
}

async function near(
  tx: TenantTx,
  { collection, model, query }: { collection: CollectionRow; model: Buffer; query: VectorQuery },
): Promise<Hit[]> {
  const { vector, documents, limit } = query;
  const values = [tx.tenantId, collection.id, model, vector, documents, limit];
  return tx.query<Hit>(nearStatement.text, values);
}

function keyOf(tenantId: string, collection: string, model: Buffer): string {
  return `${tenantId} ${collection} ${model.toString('hex')}`;
}
