export { permissions, rolePermissions, roles, type Permission, type Role } from './roles';
export type { Principal } from './principal';
