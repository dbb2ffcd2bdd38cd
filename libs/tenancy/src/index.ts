export {
  isPermission,
  isRole,
  permissions,
  rolePermissions,
  roles,
  type Permission,
  type Role,
} from './roles';
export { effectivePermissions, principalKinds, type Principal, type PrincipalKind } from './principal';
export {
  policyActions,
  type PolicyAction,
  type PolicyDecision,
  type PolicyEffect,
  type PolicyQuestion,
  type PolicyService,
  type PolicyValue,
} from './policy';
export type { GateAnswer, RunOrchestra, RunToStart, StartGate, StartOrigin } from './start-gate';
