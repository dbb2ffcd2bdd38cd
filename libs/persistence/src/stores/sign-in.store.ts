import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const take = statement('take_sign_in');
const byIdentity = statement('find_identity');
const byInvitation = statement('find_invited');

export interface NewSignIn {
  id: string;
  provider: string;
  /** Of the secret in the cookie of the browser that began it. */
  browserHash: Buffer;
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  inviteHash: Buffer | null;
  lifeSeconds: number;
}

export type SignIn = Omit<NewSignIn, 'id' | 'lifeSeconds'> & { expired: boolean };

/** Begins a sign-in. Those that nobody came back from go. */
export async function insertSignIn(tx: TenantTx, signIn: NewSignIn): Promise<void> {
  const { id, provider, browserHash, state, nonce, verifier, returnTo, inviteHash, lifeSeconds } = signIn;
  await tx.query('DELETE FROM maestro_sign_ins WHERE tenant_id = $1 AND expires_at < maestro_now()', [
    tx.tenantId,
  ]);
  await tx.query(
    `INSERT INTO maestro_sign_ins (tenant_id, id, provider, browser_hash, state, nonce, verifier, return_to, invite_hash,
                                   expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, maestro_now() + $10::int * interval '1 second')`,
    [tx.tenantId, id, provider, browserHash, state, nonce, verifier, returnTo, inviteHash, lifeSeconds],
  );
}

/** The sign-in, which is no more from now on; null where there is none. */
export async function takeSignIn(tx: TenantTx, id: string): Promise<SignIn | null> {
  return (await tx.query<SignIn>(take.text, [tx.tenantId, id]))[0] ?? null;
}

export interface LinkedMember {
  id: string;
  email: string;
  role: string;
}

export interface ProviderIdentity {
  issuer: string;
  subject: string;
}

/** The member this identity belongs, or once belonged, to. */
export async function findIdentity(
  tx: TenantTx,
  { issuer, subject }: ProviderIdentity,
): Promise<(LinkedMember & { removed: boolean }) | null> {
  const rows = await tx.query<LinkedMember & { removed: boolean }>(byIdentity.text, [
    tx.tenantId,
    issuer,
    subject,
  ]);
  return rows[0] ?? null;
}

export async function findInvited(tx: TenantTx, inviteHash: Buffer): Promise<LinkedMember | null> {
  return (await tx.query<LinkedMember>(byInvitation.text, [tx.tenantId, inviteHash]))[0] ?? null;
}

/** Ties a member to an identity, and uses their invitation up. */
export async function linkIdentity(
  tx: TenantTx,
  id: string,
  { issuer, subject }: ProviderIdentity,
): Promise<void> {
  await tx.query(
    `UPDATE maestro_members
     SET issuer = $3, subject = $4, invite_hash = NULL, invite_expires_at = NULL, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, issuer, subject],
  );
}

/**
 * Lets somebody who was a member before be that member again: their name in histories stays one. What the new invitation
 * says of address and role counts.
 */
export async function reviveMember(
  tx: TenantTx,
  id: string,
  { email, role }: Omit<LinkedMember, 'id'>,
): Promise<void> {
  await tx.query(
    `UPDATE maestro_members SET removed_at = NULL, email = $3, role = $4, updated_at = maestro_now()
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id, email, role],
  );
}
