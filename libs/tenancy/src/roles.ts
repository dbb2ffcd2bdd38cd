/** What may be done, as `noun:verb`. Every route declares exactly one of these, or that it is public. */
export const permissions = [
  'template:read',
  'template:write',
  'run:read',
  'run:start',
  'run:control',
  'approval:vote',
  'dataset:read',
  'tenant:read',
  'tenant:write',
  'system:inspect',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'admin', 'operator', 'author', 'viewer', 'agent'] as const;

export type Role = (typeof roles)[number];

const read: Permission[] = ['template:read', 'run:read', 'dataset:read', 'tenant:read'];

/** A role is a set of permissions and nothing else. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  admin: new Set(permissions),
  operator: new Set([...read, 'run:start', 'run:control', 'approval:vote']),
  author: new Set([...read, 'template:write', 'run:start', 'run:control']),
  viewer: new Set(read),
  agent: new Set(['template:read', 'run:read', 'run:start']),
};
