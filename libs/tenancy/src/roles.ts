/** What may be done, as `noun:verb`. Every route declares exactly one of these, or that it is public. */
export const permissions = [
  'template:read',
  'template:write',
  'run:read',
  'run:start',
  'run:control',
  'orchestra:read',
  'orchestra:write',
  'event:read',
  'event:send',
  'trigger:read',
  'trigger:write',
  'approval:vote',
  'dataset:read',
  'collection:read',
  'collection:write',
  'tenant:read',
  'tenant:write',
  'member:read',
  'member:write',
  'key:read',
  'key:write',
  'policy:read',
  'policy:write',
  'secret:read',
  'secret:write',
  'budget:read',
  'budget:write',
  'cost:read',
  'audit:read',
  'freeze:read',
  'freeze:write',
  'freeze:break',
  'webhook:read',
  'webhook:write',
  'system:inspect',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'admin', 'operator', 'author', 'viewer', 'agent'] as const;

export type Role = (typeof roles)[number];

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}

export function isPermission(text: string): text is Permission {
  return (permissions as readonly string[]).includes(text);
}

const read: Permission[] = [
  'template:read',
  'run:read',
  'orchestra:read',
  'event:read',
  'trigger:read',
  'dataset:read',
  'collection:read',
  'tenant:read',
  'policy:read',
  'budget:read',
  'cost:read',
  'freeze:read',
];

/** A role is a set of permissions and nothing else. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  admin: new Set(permissions),
  operator: new Set([
    ...read,
    'run:start',
    'run:control',
    'orchestra:write',
    'event:send',
    'trigger:write',
    'collection:write',
    'approval:vote',
    'member:read',
    'secret:read',
    'webhook:read',
    'audit:read',
    'freeze:write',
    'freeze:break',
  ]),
  author: new Set([
    ...read,
    'template:write',
    'run:start',
    'run:control',
    'orchestra:write',
    'event:send',
    'trigger:write',
    'collection:write',
    'secret:read',
  ]),
  viewer: new Set(read),
  agent: new Set(['template:read', 'run:read', 'run:start', 'event:send']),
};
