import { chainText, signRoot, type RootContent } from '@maestro/evidence';
import { statement, type EngineDatabase } from '@maestro/persistence';
import type { AnchorStore } from './anchor-store';
import type { Signer } from './signer';

const dueStatement = statement('anchor_due');
const storeStatement = statement('store_roots');
const openStatement = statement('open_roots');
const markStatement = statement('mark_anchored');

export interface AnchorOptions {
  database: EngineDatabase;
  signer: Signer;
  store: AnchorStore;
  /** A head that grows meanwhile is signed again after so long. */
  everyMs: number;
}

/** Heads of one round. */
export const ANCHOR_BATCH = 200;

/**
 * Signs the heads that are due, and writes down outside of the database what is not there yet. A head that was signed and
 * not written down, because this process died in between, is written down by the next round.
 *
 * @returns how many were written down: ANCHOR_BATCH of them means that there may be more
 */
export async function anchorRound({ database, signer, store, everyMs }: AnchorOptions): Promise<number> {
  const due = await database.query<{ tenant_id: string; seq: string; hash: string; now: Date }>(
    dueStatement,
    [ANCHOR_BATCH],
  );
  if (due.length > 0) {
    const roots = due.map(({ tenant_id: tenant, seq, hash, now }) => {
      const content: RootContent = { v: 1, tenant, seq: Number(seq), hash, at: now.toISOString() };
      return signRoot(signer.key, content);
    });
    await database.query(storeStatement, [
      roots.map(({ content }) => content.tenant),
      roots.map(({ content }) => content.seq),
      roots.map(({ content }) => chainText(content)),
      signer.keyId,
      roots[0]?.public_key,
      roots.map(({ signature }) => signature),
      everyMs,
    ]);
  }
  return writeDown(database, store);
}

interface RootRow extends Record<string, unknown> {
  tenant_id: string;
  seq: string;
  content: string;
  key_id: string;
  public_key: string;
  signature: string;
}

async function writeDown(database: EngineDatabase, store: AnchorStore): Promise<number> {
  const open = await database.query<RootRow>(openStatement, [ANCHOR_BATCH]);
  if (open.length === 0) return 0;
  const lines = open.map(({ content, key_id, signature }) =>
    chainText({ content: JSON.parse(content) as RootContent, key_id, signature }),
  );
  await store.append(lines);
  await database.query(markStatement, [open.map((root) => root.tenant_id), open.map((root) => root.seq)]);
  return open.length;
}
