export { cite, type Cited } from './cite';
export {
  changeCollection,
  collectionPattern,
  createCollection,
  getCollection,
  languages,
  listCollections,
  lockCollection,
  removeCollection,
  type CollectionFields,
  type CollectionRow,
  type Language,
} from './collection';
export { countStale, findDocuments, listDocuments, type DocumentRow } from './document.store';
export {
  checkEmbedding,
  LOCAL_PROVIDER,
  type Embedding,
  type EmbedRequest,
  type EmbedTexts,
} from './embedder';
export { contentBytes, mediaTypes, type MediaType } from './extract-text';
export {
  ingestDocuments,
  removeDocument,
  type Ingested,
  type IngestRequest,
  type IngestStatus,
  type RetrievalParts,
} from './ingest';
export { defaultChunking, retrievalLimits } from './limits';
export { LOCAL_MODEL } from './local-embedding';
export type { Metadata } from './metadata';
export type { GivenDocument } from './prepare-document';
export { reindexSome } from './reindex';
export { search, searchModes, type Passage, type SearchMode, type SearchRequest } from './search';
export { VectorSearch } from './vector-search';
