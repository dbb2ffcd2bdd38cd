import { timingSafeEqual } from 'node:crypto';
import { findPresentedSession, formatId, type TenantDatabase } from '@maestro/persistence';
import { effectivePermissions, isRole } from '@maestro/tenancy';
import { hashSecret } from '../api-key';
import type { Found } from './found';
import { parseSession } from './session-text';

/** Stands before a session's text where credentials are told apart. It holds a blank: nobody can send it as a bearer token. */
export const SESSION_SCHEME = 'session ';

const decoy = { secretHash: Buffer.alloc(32), live: false, role: '', memberId: '', email: '' };

/** Whom a session's cookie stands for, with the role that the person has now. */
export async function verifySession(database: TenantDatabase, text: string): Promise<Found | null> {
  const session = parseSession(text);
  if (!session) return null;
  const { tenantId, id } = session;
  const row = (await database.withTenant(tenantId, (tx) => findPresentedSession(tx, id))) ?? decoy;
  const right = timingSafeEqual(row.secretHash, hashSecret(session.secret));
  if (!right || !row.live || !isRole(row.role)) return null;
  const { memberId, email, role } = row;
  const member = formatId('mem', memberId);
  const subject = `user:${member}`;
  return {
    principal: {
      ...{ kind: 'user' as const, id: member, tenantId, role },
      ...{ permissions: effectivePermissions(role, null), actor: `user:${email}`, subject, person: subject },
    },
    credential: { kind: 'session', id },
  };
}
