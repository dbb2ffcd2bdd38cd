import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

const listStatement = statement('list_members');
const findStatement = statement('find_member');
const holdStatement = statement('hold_member');
const inviteStatement = statement('invite_member');
const lockStatement = statement('lock_owners');
const countStatement = statement('count_owners');

export interface MemberRow {
  id: string;
  email: string;
  name: string | null;
  role: string;
  /** Whether they have signed in, and are known by what their provider says they are. */
  linked: boolean;
  inviteExpiresAt: Date | null;
  createdBy: string;
  createdAt: Date;
}

export interface NewMember {
  id: string;
  email: string;
  name: string | null;
  role: string;
  inviteHash: Buffer;
  inviteDays: number;
  createdBy: string;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Who came first the first. `after` is the id of the last one that was shown. */
export async function listMembers(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<MemberRow>> {
  return pageOf(
    await tx.query<MemberRow>(listStatement.text, [tx.tenantId, after ?? FIRST, limit + 1]),
    limit,
  );
}

export async function findMember(tx: TenantTx, id: string): Promise<MemberRow | null> {
  return (await tx.query<MemberRow>(findStatement.text, [tx.tenantId, id]))[0] ?? null;
}

/** Whether they are a member, who stays one until the transaction ends. */
export async function holdMember(tx: TenantTx, id: string): Promise<boolean> {
  return (await tx.query(holdStatement.text, [tx.tenantId, id])).length > 0;
}

/** Id of the invited member; null where the person is in already. */
export async function inviteMember(tx: TenantTx, member: NewMember): Promise<string | null> {
  const { id, email, name, role, inviteHash, inviteDays, createdBy } = member;
  const values = [tx.tenantId, id, email, name, role, inviteHash, inviteDays, createdBy];
  return (await tx.query<{ id: string }>(inviteStatement.text, values))[0]?.id ?? null;
}

/** From here on no other transaction changes who owns the tenant. Says how many people do, and can sign in. */
export async function lockOwners(tx: TenantTx): Promise<number> {
  await tx.query(lockStatement.text, [tx.tenantId]);
  return (await tx.query<{ owners: number }>(countStatement.text, [tx.tenantId]))[0]?.owners ?? 0;
}

export async function setMemberRole(tx: TenantTx, id: string, role: string): Promise<void> {
  await tx.query(
    'UPDATE maestro_members SET role = $3, updated_at = maestro_now() WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id, role],
  );
}

/** Keeps the row, for histories name its id; the invitation opens nothing any more. */
export async function removeMember(tx: TenantTx, id: string): Promise<void> {
  await tx.query(
    `UPDATE maestro_members
     SET removed_at = maestro_now(), updated_at = maestro_now(), invite_hash = NULL, invite_expires_at = NULL
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id],
  );
}
