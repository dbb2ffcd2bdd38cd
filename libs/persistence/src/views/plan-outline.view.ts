import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const outlineStatement = statement('read_plan_outline');

/** What lists say of a node; the place in the outline is the node's index in the plan. */
export interface NodeOutline {
  id: string;
  ref: string;
  kind: string;
  labels: Record<string, string>;
  maxAttempts: number;
}

/** The nodes of a template version, in the order of its plan. It never changes: callers may keep it. */
export async function readPlanOutline(
  tx: TenantTx,
  templateId: string,
  version: number,
): Promise<NodeOutline[]> {
  return tx.query<NodeOutline>(outlineStatement.text, [tx.tenantId, templateId, version]);
}
