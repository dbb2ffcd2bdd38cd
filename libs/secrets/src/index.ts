export { masterKeyFaults } from './check-master-keys';
export { openSecrets, type SecretSettings, type SecretSurroundings } from './open-secrets';
export { createLocalKeyWrapper, type KeyWrapper } from './keys/key-wrapper';
export { secretLimits, SECRET_NAME } from './limits';
export { createEnvironmentProvider } from './providers/environment';
export type { Reference, ReferenceOwner, SecretProvider } from './providers/provider';
export { createVaultProvider } from './providers/vault';
export { VaultClient, type VaultSettings } from './providers/vault-client';
export { boundNames, type BoundNames } from './bound-names';
export {
  revealSecrets,
  revealToPerson,
  unknownSecret,
  type Revealing,
  type SecretValues,
} from './reveal-secrets';
export { rewrapDataKeys, rotateDataKey } from './rotate-keys';
export { createSecretGate } from './start-gate';
export { forgetValues, openValues, sealValue } from './sealed-values';
export { Secrets, type SecretsOptions } from './secrets';
export { removeSecret, writeSecret, type NewSecret } from './write-secret';
