import { createEgress } from '@maestro/egress';
import type { TenantDatabase } from '@maestro/persistence';
import { masterKeyFaults } from './check-master-keys';
import { createLocalKeyWrapper } from './keys/key-wrapper';
import { createEnvironmentProvider } from './providers/environment';
import type { SecretProvider } from './providers/provider';
import { createVaultProvider } from './providers/vault';
import { VaultClient } from './providers/vault-client';
import { Secrets, type OutsideProvider } from './secrets';

/** The sections `secrets` and `vault` of the settings. */
export interface SecretSettings {
  secrets: {
    masterKeys: readonly { readonly id: string; readonly key: Buffer }[] | undefined;
    environmentPrefix: string | undefined;
  };
  vault: {
    address: string | undefined;
    token: string | undefined;
    roleId: string | undefined;
    secretId: string | undefined;
    namespace: string | undefined;
    mount: string;
    prefix: string;
  };
}

/** Faults of the master keys of a process, as `masterKeyFaults` has them. It asks the database once, at boot. */
export type KeyCheck = (tenants: TenantDatabase) => Promise<string[]>;

/** No tenant has this id: the register of master keys belongs to none. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The secrets of a process, by its settings.
 *
 * @param environment where references to variables lead
 */
export function openSecrets(
  settings: SecretSettings,
  environment: Readonly<Record<string, string | undefined>>,
): { secrets: Secrets; check: KeyCheck } {
  const { masterKeys, environmentPrefix } = settings.secrets;
  const wrapper = masterKeys ? createLocalKeyWrapper(masterKeys) : null;
  const providers: Partial<Record<OutsideProvider, SecretProvider>> = {};
  if (environmentPrefix !== undefined)
    providers.environment = createEnvironmentProvider(environmentPrefix, environment);
  const vault = openVault(settings.vault);
  if (vault) providers.vault = vault;
  return {
    secrets: new Secrets({ wrapper, providers }),
    check: (tenants) => tenants.withTenant(NOBODY, (tx) => masterKeyFaults(tx, wrapper)),
  };
}

function openVault(settings: SecretSettings['vault']): SecretProvider | null {
  const { address, token, roleId, secretId, namespace, mount, prefix } = settings;
  if (address === undefined) return null;
  const auth = token === undefined ? { roleId: roleId ?? '', secretId: secretId ?? '' } : { token };
  const { hostname, port, protocol } = new URL(address);
  // The operator named it: it may stand at a private address, and nothing else may be reached from here.
  const allow = [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
  const client = new VaultClient(createEgress({ allow }), { address, namespace, auth });
  return createVaultProvider({ client, mount, prefix });
}
