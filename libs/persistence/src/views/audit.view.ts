import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import type { Page } from './page';

const listStatement = statement('list_audit');
const spanStatement = statement('audit_span');
const recordsStatement = statement('audit_records');
const rowsStatement = statement('audit_rows');
const prunedStatement = statement('pruned_runs');

/** Where a row of the trail stands in its order. */
export interface AuditPosition {
  xid: string;
  /** 0: an entry; 1: what somebody did to a run. */
  source: number;
  id: string;
}

export interface AuditRowView extends AuditPosition {
  at: Date;
  actor: string;
  action: string;
  subject: string | null;
  /** The run it was done to. */
  runId: string | null;
  detail: JsonObject;
}

export interface AuditFilter {
  actor: string | null;
  action: string | null;
  subject: string | null;
  /** The run that `subject` names, if it names one. */
  runId: string | null;
  from: Date | null;
  to: Date | null;
}

/** Who did what, newest first, before a position. */
export async function listAudit(
  tx: TenantTx,
  { before, limit, ...filter }: AuditFilter & { before: AuditPosition | null; limit: number },
): Promise<Page<AuditRowView>> {
  const rows = await tx.query<AuditRowView>(listStatement.text, [
    tx.tenantId,
    before?.xid ?? null,
    before?.id ?? null,
    before?.source ?? null,
    filter.actor,
    filter.action,
    filter.subject,
    filter.from,
    filter.to,
    limit + 1,
    filter.runId,
  ]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** What an export of a chain begins and ends with. */
export interface AuditSpan {
  /** Hash of the record before the first; null where there is none. */
  before: string | null;
  head: number;
  /** Public keys (PEM) by their ids. */
  keys: Record<string, string>;
}

export async function readAuditSpan(
  tx: TenantTx,
  { from, to }: { from: number; to: number | null },
): Promise<AuditSpan> {
  const [row] = await tx.query<{ before: string | null; head: string; keys: Record<string, string> }>(
    spanStatement.text,
    [tx.tenantId, from, to],
  );
  return { before: row?.before ?? null, head: Number(row?.head ?? 0), keys: row?.keys ?? {} };
}

export interface AuditRecordView {
  seq: number;
  hash: string;
  /** Canonical JSON. */
  content: string;
  root: { content: string; keyId: string; signature: string } | null;
}

export async function readAuditRecords(
  tx: TenantTx,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<AuditRecordView[]> {
  const rows = await tx.query<{
    seq: string;
    hash: string;
    content: string;
    root: string | null;
    keyId: string;
    signature: string;
  }>(recordsStatement.text, [tx.tenantId, from, to, limit]);
  return rows.map(({ seq, hash, content, root, keyId, signature }) => ({
    ...{ seq: Number(seq), hash, content },
    root: root === null ? null : { content: root, keyId, signature },
  }));
}

/** The rows of a part of a record that are still there, as they are hashed. */
export interface AuditPartRows {
  kind: 'entry' | 'run';
  key: string;
  /** A JSON array. */
  rows: string;
}

export async function readAuditRows(
  tx: TenantTx,
  { after, upto, runs }: { after: string; upto: string; runs: readonly string[] },
): Promise<AuditPartRows[]> {
  return tx.query<AuditPartRows>(rowsStatement.text, [tx.tenantId, after, upto, runs]);
}

/** Of some runs, those that retention took away. */
export async function findPrunedRuns(tx: TenantTx, runs: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(prunedStatement.text, [tx.tenantId, runs]);
  return rows.map(({ id }) => id);
}
