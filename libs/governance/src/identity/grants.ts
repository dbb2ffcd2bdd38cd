import { MaestroError } from '@maestro/problems';
import {
  effectivePermissions,
  rolePermissions,
  type Permission,
  type Principal,
  type Role,
} from '@maestro/tenancy';

/** What somebody wants to give to somebody, or already has been given. */
export interface Grant {
  role: Role;
  /** What is left of the role; null leaves all. */
  scopes: readonly string[] | null;
}

/**
 * Nobody gives, changes or takes away more than they have themselves: neither a role above their own, for roles open
 * approvals and policies, nor a permission that their own scopes leave out.
 *
 * @throws MaestroError `scope-exceeds-grantor`
 */
export function checkGrant(grantor: Principal, { role, scopes }: Grant): void {
  if (!mayGiveRole(grantor.role, role))
    throw exceeds(`The role ${grantor.role} cannot deal with the role ${role}.`);
  const missing = [...effectivePermissions(role, scopes)].filter((one) => !grantor.permissions.has(one));
  if (missing.length > 0) throw exceeds(`You do not have ${missing.join(', ')} yourself.`);
}

/** Owners have what admins have; but only they make owners. */
function mayGiveRole(own: Role, given: Role): boolean {
  if (given === 'owner') return own === 'owner';
  return [...rolePermissions[given]].every((permission: Permission) => rolePermissions[own].has(permission));
}

function exceeds(detail: string): MaestroError {
  return new MaestroError('scope-exceeds-grantor', `Nobody gives more than they have. ${detail}`);
}

/**
 * Who answers for a key that this principal makes: the person behind it. Keys that were made with a key of nobody answer for
 * themselves.
 */
export function ownerFor({ person }: Principal): string | null {
  return person.startsWith('key:') ? null : person;
}
