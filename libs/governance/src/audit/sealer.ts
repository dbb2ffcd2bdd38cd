import { GENESIS, hashOf, recordText } from '@maestro/evidence';
import { statement, type EngineDatabase, type EngineTransaction } from '@maestro/persistence';

const lockStatement = statement('seal_lock');
const readStatement = statement('seal_read');
const headsStatement = statement('seal_heads');
const writeStatement = statement('seal_write');

/** The leader for whom something is sealed: its word counts only while its lease says so. */
export interface SealingTerm {
  readonly holder: string;
  readonly number: number;
}

export interface SealerOptions {
  database: EngineDatabase;
  /** Name of the leader's lease. */
  lease: string;
  /** When heads of chains are signed; null where nobody signs. */
  signing: { everyMs: number; everyRecords: number } | null;
  /** Hears how old the oldest row was when it was sealed, in ms. */
  onSealed?: (sealed: { rows: number; ageMs: number }) => void;
}

/** Rows of one round, after which it begins no further transaction. */
const SEAL_BATCH = 5_000;

interface TenantParts extends Record<string, unknown> {
  tenant_id: string;
  rows: number;
  /** Canonical JSON, without the brackets around it: what is hashed is put together where it lies. */
  parts: string;
  upto: string;
  now: Date;
  age_ms: number;
}

/**
 * Chains what was committed and is not chained yet, one record for each tenant. Nothing that it reads can change any more,
 * and no transaction that is still open can put anything before it: so nothing is skipped, and nothing waits for it.
 *
 * @returns how many rows it sealed: 0 where there was nothing
 */
export async function sealRound(options: SealerOptions, term: SealingTerm): Promise<number> {
  const parts = await options.database.transaction(async (tx) => {
    const [cursor] = await tx.query<{ sealed: string }>(lockStatement, [
      options.lease,
      term.holder,
      term.number,
    ]);
    if (!cursor) return [];
    const rows = await tx.query<TenantParts>(readStatement, [cursor.sealed, SEAL_BATCH]);
    if (rows.length > 0) await append(tx, { ...options, term, after: cursor.sealed, rows });
    return rows;
  });
  const sealed = parts.reduce((sum, part) => sum + part.rows, 0);
  if (parts[0]) options.onSealed?.({ rows: sealed, ageMs: parts[0].age_ms });
  return sealed;
}

interface Append {
  signing: SealerOptions['signing'];
  term: SealingTerm;
  after: string;
  rows: readonly TenantParts[];
}

async function append(tx: EngineTransaction, { signing, term, after, rows }: Append): Promise<void> {
  const { upto, now } = rows[0] as TenantParts;
  const tenants = rows.map((row) => row.tenant_id);
  const heads = await tx.query<{ tenant_id: string; seq: string; hash: string }>(headsStatement, [tenants]);
  const headOf = new Map(heads.map((head) => [head.tenant_id, head]));
  const records = rows.map(({ tenant_id: tenant, parts }) => {
    const head = headOf.get(tenant);
    const seq = Number(head?.seq ?? 0) + 1;
    const content = {
      v: 1,
      tenant,
      seq,
      prev_hash: head?.hash ?? GENESIS,
      at: now.toISOString(),
      after,
      upto,
    } as const;
    const text = recordText(content, parts);
    return { seq, hash: hashOf(text), text };
  });
  await tx.query(writeStatement, [
    tenants,
    records.map(({ seq }) => seq),
    records.map(({ hash }) => hash),
    records.map(({ text }) => text),
    after,
    upto,
    term.number,
    signing?.everyMs ?? null,
    signing?.everyRecords ?? 0,
  ]);
}
