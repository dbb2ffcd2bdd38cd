/** What a collection takes. Said in `docs/reference/retrieval.md`, and checked before anything is written. */
export const retrievalLimits = {
  collections: 1_000,
  /** Bytes of what is given as one document. */
  sourceBytes: 8 * 1024 * 1024,
  /** Characters of the text that is found in it. */
  textLength: 4_000_000,
  chunksPerDocument: 20_000,
  /** Documents of one call, and characters of all their texts. */
  documentsPerCall: 500,
  textPerCall: 8_000_000,
  metadataKeys: 32,
  metadataValues: 32,
  metadataText: 512,
  queryLength: 2_000,
  filterConditions: 16,
  results: 100,
} as const;

/** Passages, unless a collection says otherwise: characters of one, and how many it shares with the one before. */
export const defaultChunking = { size: 1_200, overlap: 150 } as const;
