import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { PAGE_BYTES, sizedPageOf, type Page } from './page';

const listStatement = statement('list_approvals');
const listPendingStatement = statement('list_pending_approvals');
const readStatement = statement('read_approvals');

export const approvalStatuses = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

/** What one person answered. */
export interface VoteRow {
  person: string;
  decision: 'approve' | 'reject';
  comment: string | null;
  at: string;
}

/** A question to people. */
export interface ApprovalRow {
  runId: string;
  /** Number of its task; below zero where it is about the start of the run. */
  n: number;
  /** Id of its node. */
  node: string | null;
  message: string;
  /** Inputs of the nodes it covers, by id. */
  covers: JsonObject;
  digest: string;
  approvers: string[];
  quorum: number;
  requestedBy: string;
  status: ApprovalStatus;
  createdAt: Date;
  expiresAt: Date | null;
  decidedAt: Date | null;
  votes: VoteRow[];
}

export interface ApprovalKey {
  runId: string;
  n: number;
}

export interface ApprovalFilter {
  /** Any of these; empty means all. */
  statuses: readonly ApprovalStatus[];
  /** The last one that was shown. */
  after: ApprovalKey | null;
  limit: number;
}

/** Behind every key there is. */
const LAST: ApprovalKey = { runId: 'ffffffff-ffff-ffff-ffff-ffffffffffff', n: 2 ** 31 - 1 };

/** The newest run first. A page may be short where questions were overtaken by time while nobody looked. */
export async function listApprovals(
  tx: TenantTx,
  { statuses, after, limit }: ApprovalFilter,
): Promise<Page<ApprovalRow> & { last: ApprovalKey | null }> {
  const { runId, n } = after ?? LAST;
  const common = [tx.tenantId, runId, n, limit + 1];
  const onlyPending = statuses.length === 1 && statuses[0] === 'pending';
  const keys = onlyPending
    ? await tx.query<KeyRow>(listPendingStatement.text, common)
    : await tx.query<KeyRow>(listStatement.text, [...common, statuses]);
  const page = await readApprovals(
    tx,
    keys.map(({ run_id, n: number }) => ({ runId: run_id, n: number })),
    limit,
  );
  const wanted = page.rows.filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  return { rows: wanted, hasMore: page.hasMore, last: page.rows.at(-1) ?? null };
}

export async function findApproval(tx: TenantTx, key: ApprovalKey): Promise<ApprovalRow | null> {
  return (await readApprovals(tx, [key], 1)).rows[0] ?? null;
}

interface KeyRow {
  run_id: string;
  n: number;
}

async function readApprovals(tx: TenantTx, keys: ApprovalKey[], limit: number): Promise<Page<ApprovalRow>> {
  const rows = await tx.query<ApprovalRow & { candidates: number }>(readStatement.text, [
    tx.tenantId,
    keys.map(({ runId }) => runId),
    keys.map(({ n }) => n),
    PAGE_BYTES,
  ]);
  return sizedPageOf(rows, limit);
}
