export type { ArtifactContent, ArtifactRef, ArtifactStore } from './artifact-store';
export { createFileArtifactStore, type FileStoreOptions } from './file-store';
export { inlineLimitBytes, spill, unspill, type Stored } from './spill';
