import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const presented = statement('presented_session');
const touch = statement('touch_session');
const list = statement('list_sessions');
const end = statement('end_sessions');

export interface NewSession {
  id: string;
  memberId: string;
  secretHash: Buffer;
  provider: string;
  userAgent: string | null;
  /** Seconds without a request after which it is over. */
  idleSeconds: number;
  /** Seconds after which it is over in any case. */
  lifeSeconds: number;
}

/** A session as the request that presents it sees it. */
export interface PresentedSession {
  secretHash: Buffer;
  memberId: string;
  email: string;
  role: string;
  live: boolean;
}

export interface SessionRow {
  id: string;
  provider: string;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  /** When it is over without another request. */
  endsAt: Date;
  expiresAt: Date;
}

/** Begins a session. What of the person's sessions has long been over goes. */
export async function insertSession(tx: TenantTx, session: NewSession): Promise<void> {
  const { id, memberId, secretHash, provider, userAgent, idleSeconds, lifeSeconds } = session;
  await tx.query(
    `DELETE FROM maestro_sessions
     WHERE tenant_id = $1 AND member_id = $2 AND expires_at < maestro_now() - interval '30 days'`,
    [tx.tenantId, memberId],
  );
  await tx.query(
    `INSERT INTO maestro_sessions (tenant_id, id, member_id, secret_hash, provider, user_agent, idle_s, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, maestro_now() + $8::int * interval '1 second')`,
    [tx.tenantId, id, memberId, secretHash, provider, userAgent, idleSeconds, lifeSeconds],
  );
}

/** The secret is not compared here. */
export async function findPresentedSession(tx: TenantTx, id: string): Promise<PresentedSession | null> {
  return (await tx.query<PresentedSession>(presented.text, [tx.tenantId, id]))[0] ?? null;
}

export async function touchSession(tx: TenantTx, id: string): Promise<void> {
  await tx.query(touch.text, [tx.tenantId, id]);
}

/** Those that are not over, the newest first. */
export async function listSessions(tx: TenantTx, memberId: string): Promise<SessionRow[]> {
  return tx.query<SessionRow>(list.text, [tx.tenantId, memberId]);
}

/** Ids of the sessions that this call ended: the one, or all of the person. */
export async function endSessions(tx: TenantTx, memberId: string, id: string | null): Promise<string[]> {
  return (await tx.query<{ id: string }>(end.text, [tx.tenantId, memberId, id])).map((row) => row.id);
}
