import { ConfigError } from '@maestro/config';
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

export interface SecretSurroundings {
  /** Where references to variables lead. */
  environment: Readonly<Record<string, string | undefined>>;
  tenants: TenantDatabase;
}

/** No tenant has this id: the register of master keys belongs to none. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The secrets of a process, by its settings. The database is asked once whether the process has the keys it needs.
 *
 * @throws ConfigError where it lacks a master key that is in use
 */
export async function openSecrets(
  settings: SecretSettings,
  { environment, tenants }: SecretSurroundings,
): Promise<Secrets> {
  const { masterKeys, environmentPrefix } = settings.secrets;
  const wrapper = masterKeys ? createLocalKeyWrapper(masterKeys) : null;
  const providers: Partial<Record<OutsideProvider, SecretProvider>> = {};
  if (environmentPrefix !== undefined)
    providers.environment = createEnvironmentProvider(environmentPrefix, environment);
  const vault = openVault(settings.vault);
  if (vault) providers.vault = vault;
  const faults = await tenants.withTenant(NOBODY, (tx) => masterKeyFaults(tx, wrapper));
  if (faults.length > 0) throw new ConfigError(faults);
  return new Secrets({ wrapper, providers });
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
