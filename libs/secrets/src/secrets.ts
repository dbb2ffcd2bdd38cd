import type { SecretProviderName } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Binding } from './keys/envelope';
import { DataKeys } from './keys/data-keys';
import type { KeyWrapper } from './keys/key-wrapper';
import type { SecretProvider } from './providers/provider';

export type OutsideProvider = Exclude<SecretProviderName, 'stored'>;

export interface SecretsOptions {
  /** Null in an installation that keeps no secrets. */
  wrapper: KeyWrapper | null;
  providers?: Partial<Record<OutsideProvider, SecretProvider>>;
}

/** What reading and writing secrets takes: the keys, and the places that references lead to. */
export class Secrets {
  private readonly keys: DataKeys | null;

  constructor(private readonly options: SecretsOptions) {
    this.keys = options.wrapper && new DataKeys(options.wrapper);
  }

  /** @throws MaestroError `secrets-off` */
  dataKeys(): DataKeys {
    if (!this.keys)
      throw new MaestroError(
        'secrets-off',
        'This installation keeps no secrets: MAESTRO_MASTER_KEYS is not set.',
      );
    return this.keys;
  }

  /** @throws MaestroError `secrets-off` where the provider is not set up */
  provider(name: OutsideProvider): SecretProvider {
    const provider = this.options.providers?.[name];
    if (!provider) throw new MaestroError('secrets-off', `References to ${name} are not set up here.`);
    return provider;
  }

  /** @throws MaestroError `validation-failed` for what is no name of a provider */
  providerNamed(name: unknown): OutsideProvider {
    if (name === 'environment' || name === 'vault') return name;
    const message = 'Expected "environment" or "vault".';
    throw new MaestroError('validation-failed', 'The reference is not acceptable.', {
      errors: [
        {
          pointer: '/reference/provider',
          code: name === undefined ? 'missing-field' : 'out-of-range',
          message,
        },
      ],
    });
  }
}

/** What the sealing of a value is bound to. */
export function valueBinding(of: { tenantId: string; id: string; name: string; version: number }): Binding {
  return ['maestro/secret', of.tenantId, of.id, of.name, of.version];
}
