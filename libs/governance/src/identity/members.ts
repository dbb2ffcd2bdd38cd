import {
  findMember,
  formatId,
  inviteMember,
  lockOwners,
  newId,
  recordAudit,
  removeMember,
  revokeKeysOf,
  setMemberRole,
  type MemberRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { isRole, type Principal, type Role } from '@maestro/tenancy';
import { hashSecret, randomSecret } from '../api-key';
import { checkGrant } from './grants';

const INVITE_DAYS = 7;
/** One @, something on both sides, no blanks: whether mail arrives is not ours to know. */
const emailPattern = /^[^\s@,;<>"\u0000-\u001f]{1,64}@[a-z0-9.-]{1,188}\.[a-z]{2,63}$/;

export interface Invitation {
  member: string;
  /** `inv_…`: whoever signs in with it is this member. Shown once, kept nowhere. */
  token: string;
}

/**
 * Invites a person, or invites them again as long as they have not come.
 *
 * @throws MaestroError `scope-exceeds-grantor`, `validation-failed`, `member-exists`
 */
export async function invite(
  tx: TenantTx,
  by: Principal,
  { email, name, role }: { email: string; name: string | null; role: Role },
): Promise<Invitation> {
  const address = email.toLowerCase();
  if (!emailPattern.test(address)) {
    const fault = {
      pointer: '/email',
      code: 'validation-failed',
      message: 'This must be one e-mail address.',
    } as const;
    throw new MaestroError('validation-failed', `${fault.pointer}: ${fault.message}`, { errors: [fault] });
  }
  checkGrant(by, { role, scopes: null });
  const secret = randomSecret();
  const member = await inviteMember(tx, {
    ...{ id: newId(), email: address, name, role, createdBy: by.actor },
    ...{ inviteHash: hashSecret(secret), inviteDays: INVITE_DAYS },
  });
  if (member === null) throw new MaestroError('member-exists', `${address} is a member already.`);
  const detail = { email: address, role };
  await recordAudit(tx, {
    actor: by.actor,
    action: 'member.invited',
    subject: formatId('mem', member),
    detail,
  });
  return { member, token: `inv_${secret}` };
}

/**
 * @throws MaestroError `not-found`, `scope-exceeds-grantor`, `last-owner`
 */
export async function changeRole(
  tx: TenantTx,
  by: Principal,
  { id, role }: { id: string; role: Role },
): Promise<MemberRow> {
  const owners = await lockOwners(tx);
  const member = await known(tx, by, id);
  checkGrant(by, { role, scopes: null });
  if (role !== 'owner') keepOwner(member, owners);
  if (role === member.role) return member;
  await setMemberRole(tx, id, role);
  const detail = { email: member.email, from: member.role, to: role };
  await recordAudit(tx, {
    actor: by.actor,
    action: 'member.role_changed',
    subject: formatId('mem', id),
    detail,
  });
  return { ...member, role };
}

/**
 * Ends a membership. The person's sessions are over within five seconds, and so are the keys they answer for: those they made,
 * and those they gave another secret.
 *
 * @throws MaestroError `not-found`, `scope-exceeds-grantor`, `last-owner`
 */
export async function endMembership(tx: TenantTx, by: Principal, id: string): Promise<void> {
  const owners = await lockOwners(tx);
  const member = await known(tx, by, id);
  keepOwner(member, owners);
  await removeMember(tx, id);
  const person = formatId('mem', id);
  const keys = await revokeKeysOf(tx, `user:${person}`);
  for (const { id: subject, name } of keys) {
    const detail = { name, with_member: person };
    await recordAudit(tx, { actor: by.actor, action: 'key.revoked', subject, detail });
  }
  await recordAudit(tx, {
    actor: by.actor,
    action: 'member.removed',
    subject: person,
    detail: { email: member.email, role: member.role, keys_revoked: keys.length },
  });
}

/** Somebody the principal may deal with. */
async function known(tx: TenantTx, by: Principal, id: string): Promise<MemberRow> {
  const member = await findMember(tx, id);
  if (!member) throw new MaestroError('not-found', 'There is no such member.');
  checkGrant(by, { role: isRole(member.role) ? member.role : 'owner', scopes: null });
  return member;
}

/** An owner who never came could not let anybody in: only those who can sign in count. */
function keepOwner({ role, linked }: MemberRow, owners: number): void {
  if (role === 'owner' && linked && owners <= 1)
    throw new MaestroError('last-owner', 'This is the last owner who can sign in: make another one first.');
}
