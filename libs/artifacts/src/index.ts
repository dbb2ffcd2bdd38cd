export type { ArtifactContent, ArtifactRef, ArtifactStore } from './artifact-store';
export { createFileArtifactStore, type FileStoreOptions } from './file-store';
export { inlineLimitBytes, spill, spillText, unspill, type Stored, type StoredText } from './spill';
