import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const claimStatement = statement('claim_request');
const settleStatement = statement('settle_request');
const releaseStatement = statement('release_request');

/** Under what a request is remembered. */
export interface RequestKey {
  /** `api_key:…` */
  principal: string;
  /** `POST /api/runs/:id/cancel` */
  route: string;
  key: string;
  /** Random, of this attempt to serve it. */
  token: string;
}

/** What was answered. */
export interface KeptAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** False where the body was not to be kept. */
  kept: boolean;
}

export type RequestClaim =
  | { outcome: 'taken' }
  | { outcome: 'answered'; answer: KeptAnswer }
  /** Somebody is at it; `ms` until another may try. */
  | { outcome: 'busy'; ms: number }
  /** The key stands for another request. */
  | { outcome: 'mismatch' };

interface ClaimRow {
  taken: boolean;
  same: boolean | null;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
  kept: boolean | null;
  busy_ms: number | null;
}

/** Takes the key for a request, or tells what became of the one that has it. */
export async function claimRequest(
  tx: TenantTx,
  { principal, route, key, token }: RequestKey,
  { hash, leaseMs }: { hash: Buffer; leaseMs: number },
): Promise<RequestClaim> {
  const parameters = [tx.tenantId, principal, route, key, hash, token, leaseMs];
  const [row] = await tx.query<ClaimRow>(claimStatement.text, parameters);
  if (row?.taken) return { outcome: 'taken' };
  if (row?.same === false) return { outcome: 'mismatch' };
  if (row == null || row.status === null)
    return { outcome: 'busy', ms: Math.max(row?.busy_ms ?? 1_000, 1_000) };
  const { status, headers, body, kept } = row;
  return { outcome: 'answered', answer: { status, headers: headers ?? {}, body, kept: kept ?? false } };
}

/** Keeps the answer. False where the lease was over and somebody else has the key. */
export async function settleRequest(
  tx: TenantTx,
  { principal, route, key, token }: RequestKey,
  { status, headers, body, kept }: KeptAnswer,
): Promise<boolean> {
  const answer = [status, JSON.stringify(headers), body, kept];
  const rows = await tx.query(settleStatement.text, [tx.tenantId, principal, route, key, token, ...answer]);
  return rows.length > 0;
}

/** Gives the key back, for a request that changed nothing. */
export async function releaseRequest(
  tx: TenantTx,
  { principal, route, key, token }: RequestKey,
): Promise<void> {
  await tx.query(releaseStatement.text, [tx.tenantId, principal, route, key, token]);
}
