import { firstIdAt } from '../ids';
import { statement } from '../sql';
import {
  ORCHESTRA_COLUMNS,
  type OrchestraRow,
  type OrchestraStatus,
  type OrchestraTag,
} from '../stores/orchestra.store';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from './page';

const statsStatement = statement('orchestra_stats');

export interface OrchestraFilter {
  /** Any of these; empty means all. */
  tags: readonly OrchestraTag[];
  statuses: readonly OrchestraStatus[];
  templateId: string | null;
  enabled: boolean | null;
  /** Id of the last orchestra that was shown. */
  after: string | null;
  limit: number;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
const LIST = `SELECT * FROM (
    SELECT ${ORCHESTRA_COLUMNS}
    FROM maestro_orchestras o JOIN maestro_templates t ON t.tenant_id = o.tenant_id AND t.id = o.template_id
    WHERE o.tenant_id = $1 AND o.id > $2 AND o.deleted_at IS NULL AND ($3::uuid IS NULL OR o.template_id = $3)
      AND ($4::boolean IS NULL OR o.enabled = $4) AND (cardinality($5::text[]) = 0 OR o.tag = ANY ($5::text[]))
  ) shown
  WHERE cardinality($6::text[]) = 0 OR shown.status = ANY ($6::text[])
  ORDER BY shown.id LIMIT $7`;

/** Orchestras by their age. */
export async function listOrchestras(
  tx: TenantTx,
  { tags, statuses, templateId, enabled, after, limit }: OrchestraFilter,
): Promise<Page<OrchestraRow>> {
  const values = [tx.tenantId, after ?? NO_ID, templateId, enabled, tags, statuses, limit + 1];
  return pageOf(await tx.query<OrchestraRow>(LIST, values), limit);
}

export interface OrchestraStats {
  runs: number;
  open: number;
  succeeded: number;
  completed: number;
  failed: number;
  cancelled: number;
  timedOut: number;
  /** Milliseconds, of runs that ended well. */
  p50: number | null;
  p95: number | null;
  /** How many of the newest ended well in a row. */
  streak: number;
  costMicros: number;
}

/** What the runs of an orchestra came to since an instant. */
export async function orchestraStats(
  tx: TenantTx,
  { orchestraId, since }: { orchestraId: string; since: Date },
): Promise<OrchestraStats> {
  const values = [tx.tenantId, orchestraId, firstIdAt(since.getTime())];
  const [row] = await tx.query<OrchestraStats>(statsStatement.text, values);
  return row as OrchestraStats;
}
