export { artifactStoreContract } from './artifact-store-contract';
