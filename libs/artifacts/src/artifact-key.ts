import { MaestroError } from '@maestro/problems';

const tenant = /^[0-9a-z][0-9a-z_-]{0,63}$/;
const digest = /^sha256:([0-9a-f]{64})$/;

/**
 * The parts of a storage key. Both are checked against what we ourselves hand out, so that no text from
 * outside ever becomes a path. Throws `invalid-id`.
 */
export function artifactKey(tenantId: string, artifactDigest: string): { tenant: string; hex: string } {
  const hex = digest.exec(artifactDigest)?.[1];
  if (!hex)
    throw new MaestroError(
      'invalid-id',
      'The digest of an artifact is sha256: and 64 lower-case hex digits.',
    );
  return { tenant: checkTenant(tenantId), hex };
}

export function checkTenant(tenantId: string): string {
  if (!tenant.test(tenantId))
    throw new MaestroError('invalid-id', 'The id of the tenant is not well formed.');
  return tenantId;
}

export function digestOf(hex: string): string {
  return `sha256:${hex}`;
}
