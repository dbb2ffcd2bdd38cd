/** What names a stored blob: kept in rows and answers instead of the bytes. */
export interface ArtifactRef {
  /** `sha256:` and 64 lower-case hex digits, over the bytes. */
  digest: string;
  /** Bytes. */
  size: number;
  media_type: string;
}

/** What can be stored: bytes at hand, or a stream of them of any length. */
export type ArtifactContent = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Blobs under the digest of their content, each tenant apart: knowing a digest opens nothing of another tenant.
 * The same content is one blob however often it is put. Every make passes `artifactStoreContract`.
 *
 * All methods throw `invalid-id` for a tenant or a digest that is not well formed.
 */
export interface ArtifactStore {
  /** Stores the content durably before it answers. Throws `output-too-large` beyond the limit of the store. */
  put(tenantId: string, content: ArtifactContent, options: { mediaType: string }): Promise<ArtifactRef>;
  /** The bytes, verified. Throws `not-found`, or `internal` where they no longer match their digest. */
  get(tenantId: string, digest: string): Promise<Buffer>;
  has(tenantId: string, digest: string): Promise<boolean>;
}
