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
export { isLocal, LOCAL_PROVIDER, type Embedding, type EmbedRequest, type EmbedTexts } from './embedder';
export { contentBytes, mediaTypes, type MediaType } from './extract-text';
export {
  ingestDocuments,
  removeDocument,
  textsToEmbed,
  type Ingested,
  type IngestRequest,
  type IngestStatus,
  type RetrievalParts,
} from './ingest';
export { embedByProvider, type EmbeddingDoor, type Purse } from './embedding/provider-embedder';
export {
  isPaid,
  mostTokensOf,
  servingProvider,
  type Serving,
  type UsableProvider,
} from './embedding/serving-provider';
export { defaultChunking, retrievalLimits } from './limits';
export { LOCAL_MODEL } from './local-embedding';
export type { Metadata } from './metadata';
export type { GivenDocument } from './prepare-document';
export { reindexSome } from './reindex';
export {
  search,
  searchModes,
  textToEmbed,
  type Passage,
  type SearchMode,
  type SearchRequest,
} from './search';
export { VectorSearch } from './vector-search';
