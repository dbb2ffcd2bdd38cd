import type { Principal } from '@maestro/tenancy';

/** A credential that opens, and whom it stands for. */
export interface Found {
  principal: Principal;
  credential: { kind: 'key' | 'session'; id: string };
}
