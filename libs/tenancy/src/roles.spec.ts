import { permissions, rolePermissions, roles, type Permission, type Role } from './roles';

const grants = (role: Role): Permission[] => [...rolePermissions[role]].sort();
/** What everybody who may look at all may look at: no keys, members, secrets or audit trail. */
const reads: Permission[] = [
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

/** Written out once more by hand: widening a role has to be said twice. */
const expected: Record<Role, Permission[]> = {
  owner: [...permissions],
  admin: [...permissions],
  operator: [
    ...reads,
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
  ],
  author: [
    ...reads,
    'template:write',
    'run:start',
    'run:control',
    'orchestra:write',
    'event:send',
    'trigger:write',
    'collection:write',
    'secret:read',
  ],
  viewer: [...reads],
  agent: ['template:read', 'run:read', 'run:start', 'event:send'],
};

describe('roles', () => {
  it.each(roles)('%s may do exactly what is written here', (role) => {
    expect(grants(role)).toEqual([...expected[role]].sort());
  });

  it('grant only declared permissions, each of which somebody holds', () => {
    const granted = new Set(roles.flatMap(grants));
    expect([...granted].sort()).toEqual([...permissions].sort());
  });

  it('let nobody change anything by reading', () => {
    expect(grants('viewer').filter((permission) => !permission.endsWith(':read'))).toEqual([]);
  });

  it('let an agent neither publish templates, control runs, nor touch the tenant', () => {
    const refused: Permission[] = [
      'template:write',
      'run:control',
      'tenant:read',
      'tenant:write',
      'dataset:read',
    ];
    expect(refused.filter((permission) => rolePermissions.agent.has(permission))).toEqual([]);
  });

  it('name permissions as noun:verb', () => {
    expect(permissions.filter((permission) => !/^[a-z]+:[a-z]+$/.test(permission))).toEqual([]);
    expect(new Set(permissions).size).toBe(permissions.length);
  });
});
