import { MaestroError } from '@maestro/problems';
import { checkReferenceFields, type Reference, type ReferenceOwner, type SecretProvider } from './provider';
import type { VaultClient } from './vault-client';

export interface VaultProviderOptions {
  client: Pick<VaultClient, 'read'>;
  /** Where the KV v2 engine is mounted. */
  mount: string;
  /** Tenants read below `<prefix>/<name of the tenant>/`. */
  prefix: string;
  /** How long a value is taken from memory; a minute at most. */
  cacheMs?: number;
}

const MAX_CACHE_MS = 60_000;
const REMEMBERED = 1_000;
const SEGMENT = '[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}';

/** Values of a KV v2 engine of HashiCorp Vault, or of what speaks its API. */
export function createVaultProvider(options: VaultProviderOptions): SecretProvider {
  const { client, mount, prefix } = options;
  const cacheMs = Math.min(options.cacheMs ?? MAX_CACHE_MS, MAX_CACHE_MS);
  const known = new Map<string, { data: Reference; until: number }>();

  const dataAt = async (path: string): Promise<Reference> => {
    const now = performance.now();
    const kept = known.get(path);
    if (kept && kept.until > now) return kept.data;
    known.delete(path);
    const data = dataOf(await client.read(path));
    if (known.size >= REMEMBERED) known.clear();
    known.set(path, { data, until: now + cacheMs });
    return data;
  };
  return {
    check: checkVaultReference,
    read: async (reference, owner) => {
      if (checkVaultReference(reference).length > 0)
        throw new MaestroError('secret-denied', 'The reference of the secret is not acceptable.');
      const data = await dataAt(`${mount}/data/${prefix}/${pathOf(reference, owner)}`);
      const key = String(reference.key);
      const value = Object.hasOwn(data, key) ? data[key] : undefined;
      if (typeof value === 'string' && value !== '') return value;
      throw new MaestroError(
        'secret-not-found',
        'Vault has no text under the key that the secret refers to.',
      );
    },
  };
}

function checkVaultReference(reference: Reference) {
  return checkReferenceFields(reference, {
    path: {
      match: new RegExp(`^${SEGMENT}(?:/${SEGMENT}){0,15}$`),
      expects: 'a path below that of the tenant, of letters, digits, _, . and -',
    },
    key: { match: /^[\x20-\x7e]{1,256}$/, expects: 'the name of a key of the secret there' },
    version: { match: /^[1-9][0-9]{0,8}$/, expects: 'the number of a version', optional: true },
  });
}

function pathOf({ path, version }: Reference, { tenantName }: ReferenceOwner): string {
  return `${tenantName}/${String(path)}${version === undefined ? '' : `?version=${String(version)}`}`;
}

/** `{"data": {"data": {…}, "metadata": {…}}}`; the inner data are null where the version was deleted. */
function dataOf(answer: unknown): Reference {
  const outer = (answer as { data?: { data?: unknown } | null }).data;
  const inner = outer?.data;
  if (inner !== null && typeof inner === 'object') return inner as Reference;
  if (inner === null) throw new MaestroError('secret-not-found', 'The version in Vault was deleted.');
  throw new MaestroError('secret-unavailable', 'Vault answered something that is not understood.');
}
