import {
  readFeed,
  type FeedPage,
  type FeedQuestion,
  type FeedRow,
  type NodeOutline,
  type TenantTx,
} from '@maestro/persistence';
import type { PlanOutlines } from '../runs/outlines';

/** An event with the outline of the plan that its run plays; empty where no task moved. */
export type OutlinedRow = FeedRow & { outline: readonly NodeOutline[] };

export type OutlinedPage = Omit<FeedPage, 'rows'> & { rows: OutlinedRow[] };

const PAGE = 500;

export type PartQuestion = Pick<FeedQuestion, 'after' | 'types'>;

/** A page of a tenant's events, with all that it takes to show them: whoever looks on asks the database nothing more. */
export async function readPart(
  tx: TenantTx,
  outlines: PlanOutlines,
  { after, types }: PartQuestion,
): Promise<OutlinedPage> {
  const page = await readFeed(tx, { after, types, limit: PAGE });
  const rows: OutlinedRow[] = [];
  for (const row of page.rows) {
    const { templateId, templateVersion, transitions } = row;
    const known = templateId !== null && templateVersion !== null && transitions.length > 0;
    // Read once for each version of a template, then remembered.
    rows.push({ ...row, outline: known ? await outlines.get(tx, templateId, templateVersion) : [] });
  }
  return { ...page, rows };
}
