import type { JsonObject, WorstCase } from '@maestro/dsl';

/** The collections of the tenant, for handlers that fill and ask them. What it gives and takes is JSON. */
export interface CollectionDoor {
  /** Passages that answer a question. Throws `not-found`, and with pointers for what is not acceptable. */
  query(request: CollectionQuestion): Promise<CollectionAnswer>;
  /** Brings documents in, all or none. The same content under the same id changes nothing. */
  ingest(request: CollectionDocuments): Promise<IngestCounts>;
}

/** The same for whoever reserves money before an attempt begins. */
export interface PricedCollectionDoor extends CollectionDoor {
  /** What a question may cost at worst, where a provider makes its vector; null where it costs nothing. */
  queryCost(request: CollectionQuestion): Promise<WorstCase | null>;
  /** The same of documents. No more than that is asked for afterwards. */
  ingestCost(request: CollectionDocuments): Promise<WorstCase | null>;
}

export interface CollectionQuestion {
  collection: string;
  query: string;
  k?: number;
  mode?: 'text' | 'vector' | 'hybrid';
  filter?: JsonObject;
  min_score?: number;
}

export interface CollectionAnswer extends JsonObject {
  mode: 'text' | 'vector' | 'hybrid';
  chunks: JsonObject[];
  citations: JsonObject[];
  context: string;
}

export interface CollectionDocuments {
  collection: string;
  documents: IngestedDocument[];
}

export interface IngestedDocument {
  id: string;
  title?: string;
  uri?: string;
  metadata?: JsonObject;
  media_type?: 'text/plain' | 'text/markdown' | 'text/html' | 'application/pdf';
  encoding?: 'utf8' | 'base64';
  content: string;
}

/** How many documents came in, by what they were to the collection. */
export interface IngestCounts extends JsonObject {
  new: number;
  changed: number;
  unchanged: number;
}
