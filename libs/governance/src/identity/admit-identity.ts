import {
  findIdentity,
  findInvited,
  formatId,
  linkIdentity,
  recordAudit,
  removeMember,
  reviveMember,
  type LinkedMember,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Identity } from './oidc/provider-client';

/**
 * The member that an identity is. Only the pair of issuer and subject says so; a first time is tied to a member by an
 * invitation, and never by an address: anybody can give themselves one.
 *
 * @throws MaestroError `identity-not-linked`
 */
export async function admitIdentity(
  tx: TenantTx,
  { identity, inviteHash }: { identity: Identity; inviteHash: Buffer | null },
): Promise<LinkedMember> {
  const before = await findIdentity(tx, identity);
  if (before && !before.removed) return before;
  const invited = inviteHash === null ? null : await findInvited(tx, inviteHash);
  if (!invited) throw notLinked('Nobody here is known by this identity: ask for an invitation.');
  if (identity.emailVerified && identity.email?.toLowerCase() !== invited.email)
    throw notLinked('The invitation was for another address than the provider vouches for.');
  const member = before ? await revive(tx, before.id, invited) : invited;
  if (!before) await linkIdentity(tx, member.id, identity);
  await recordAudit(tx, {
    actor: `user:${member.email}`,
    action: 'member.linked',
    subject: formatId('mem', member.id),
    detail: { issuer: identity.issuer, subject: identity.subject },
  });
  return member;
}

/** Who comes back is who they were: two subjects for one person would be two votes. */
async function revive(tx: TenantTx, id: string, invited: LinkedMember): Promise<LinkedMember> {
  await removeMember(tx, invited.id);
  await reviveMember(tx, id, invited);
  return { ...invited, id };
}

function notLinked(detail: string): MaestroError {
  return new MaestroError('identity-not-linked', detail);
}
