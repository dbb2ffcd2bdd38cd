import { rolePermissions, type Permission, type Role } from './roles';

export const principalKinds = ['api_key', 'user', 'workload'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** Who asks. The tenant of a request is this one, whatever the request itself says. */
export interface Principal {
  kind: PrincipalKind;
  /** Of the key, of the member, or of the trust rule that a workload was let in by. */
  id: string;
  tenantId: string;
  role: Role;
  /** A readable name for events and the audit trail: `key:local`, `user:ada@example.org`. Names may be given again. */
  actor: string;
  /** `key:<id>`, `user:<id>`, `workload:<id>`: means one principal of the tenant, for ever. */
  subject: string;
  /**
   * The subject that answers for what is done: a key that a person made is that person, however many they make. Whatever
   * asks for two people compares these.
   */
  person: string;
  /** What the role allows and the scopes of the credential leave of it. */
  permissions: ReadonlySet<Permission>;
}

/** A role's permissions, cut down to `scopes`; null leaves them all. A scope never adds one. */
export function effectivePermissions(role: Role, scopes: readonly string[] | null): ReadonlySet<Permission> {
  const granted = rolePermissions[role];
  if (scopes === null) return granted;
  return new Set([...granted].filter((permission) => scopes.includes(permission)));
}
