import type { Role } from './roles';

/** Who asks. The tenant of a request is this one, whatever the request itself says. */
export interface Principal {
  kind: 'api_key';
  id: string;
  tenantId: string;
  role: Role;
  /** A readable name for events and the audit trail: `key:local`. */
  actor: string;
}
